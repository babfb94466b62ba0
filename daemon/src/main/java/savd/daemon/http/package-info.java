/**
 * Metrics and health over HTTP, on the loopback unless configured otherwise.
 *
 * <p>{@link savd.daemon.http.HttpServer#open} takes an address and the {@link
 * savd.daemon.control.ControlHandler} the control socket uses: a metric is the same answer in
 * another form. {@code /metrics} is Prometheus text; {@code /health} is 200 while the core answers
 * and the kernel takes its transactions; {@code /ready} is 200 when every interface has what its
 * method reads; both say why not, in JSON with status 503.
 *
 * <p><b>The invariant.</b> Nothing happens between requests, and a request costs the core no more
 * than savctl's questions do. The registry and its classes are loaded at the first scrape.
 */
package savd.daemon.http;
