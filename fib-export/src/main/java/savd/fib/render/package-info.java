/**
 * Kernel transactions as text.
 *
 * <p>{@link savd.fib.render.PrintDataplane} writes what {@code NftDataplane} would send, as scripts
 * for {@code nft -f}. The invariant: a script, carried out, leaves the table our messages leave.
 */
package savd.fib.render;
