/**
 * What savctl and savd say to each other over a unix domain socket.
 *
 * <p><b>The wire.</b> The asker writes one line: a JSON object, {@link savd.control.ControlRequest}
 * in the form of {@link savd.control.RequestCodec}. savd answers with one line, a JSON object too,
 * and closes, unless the request had {@code "keep_alive":true}; a {@code monitor} is answered with
 * an object a line until the asker hangs up. So {@code echo '{"show":"status"}' | socat -
 * UNIX:/run/savd/savd.sock} is a client. Names are lower case with underscores; values that are
 * absent are left out. Each {@link savd.control.Answer} documents its members, and they are stable:
 * more may come, none goes or changes its meaning.
 *
 * <p><b>Long tables.</b> {@code routes}, {@code rules} and {@code changes} are one document whose
 * rows are written page by page ({@link savd.control.Page}) and read one by one ({@link
 * savd.control.DocumentReader}): neither side holds the table. A table cut off in the middle has
 * {@link savd.control.ErrorAnswer} as its last member or does not parse; it never looks complete.
 *
 * <p><b>The invariant.</b> Whatever octets arrive, decoding gives a request or a {@link
 * savd.control.ControlException}, within bounded memory and depth.
 *
 * <p>Only jackson's streaming core is used: data binding would cost savctl more time at its start
 * than everything else it does. Access control is the socket's file mode.
 */
package savd.control;
