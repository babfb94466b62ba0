/**
 * {@code savd cetp-edge}: the CETP edge as a command, and its configuration file.
 *
 * <p>A file of its own, read whole and checked whole, as savd.toml is: every problem is told, with
 * its line, and a file with one changes nothing.
 */
package savd.daemon.cetp;
