/**
 * The server's side of the control socket.
 *
 * <p><b>What it is for.</b> savctl, a harness with one line in hand, and a monitor that stays for
 * days ask savd without holding up the core. {@link savd.daemon.control.ControlServer#open} takes
 * the {@code [control]} section, a {@link savd.daemon.control.ControlHandler} (what the wiring
 * implements against the core; its methods return the answer records of {@code savd.control}) and
 * an {@link savd.daemon.control.EventHub} (where the core publishes what {@code monitor} tells).
 *
 * <p><b>The invariant.</b> An asker, however slow or hostile, costs one virtual thread, one page of
 * rows and at most one line or one queue of bounded length; the core is asked for at most {@link
 * savd.daemon.control.ControlServer#PAGE_ROWS} rows at a time and {@code publish} never blocks.
 *
 * <p><b>Interleavings.</b> A table is read page by page while routes change: each row is true at
 * the moment of its page, and the cursor is a position in the order of prefixes, so that no row
 * that stays is skipped or told twice.
 */
package savd.daemon.control;
