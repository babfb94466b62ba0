/**
 * Where messages go: standard error, as text or as JSON.
 *
 * <p>{@link savd.daemon.logging.LogConfigurator} is found by logback as a service and starts with
 * level info and text; {@code LogConfigurator.apply(config.log())} puts the configuration's choice
 * into force, at the start and after a reload.
 *
 * <p><b>The invariant.</b> One message is one line (a stack trace may follow it), whatever a peer
 * put into the words it is made of.
 */
package savd.daemon.logging;
