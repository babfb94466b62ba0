/**
 * The values every other module speaks in, and nothing that acts.
 *
 * <p><b>What it is for.</b> A route travels from a peer's bytes to a kernel rule through modules
 * that must not know each other; what they hand over is defined here: {@link savd.net.Prefix},
 * {@link savd.net.PathAttributes}, and, for the hot path, {@link savd.net.RouteBatch} and {@link
 * savd.net.AddressRanges}, which hold the same facts in columns.
 *
 * <p><b>The invariant.</b> An address of either family is a 128-bit unsigned number {@code (high,
 * low)}. For IPv4 {@code high} is 0 and {@code low} is the 32-bit address, zero-extended. A prefix
 * never has bits set beyond its length.
 *
 * <p>Depends on {@code java.base} only.
 */
package savd.net;
