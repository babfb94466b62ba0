/**
 * Where rules become effective: the dataplane as the daemon sees it.
 *
 * <p><b>What it is for.</b> {@link savd.fib.Dataplane} takes {@link savd.rules.RuleDelta}s and
 * makes packets be treated accordingly. {@code NftDataplane} does it with nftables, {@code
 * PrintDataplane} writes what it would do, {@code RecordingDataplane} remembers what it was told.
 *
 * <p><b>The invariant.</b> The rules in force are always those of one whole revision: a commit that
 * fails leaves the ones before.
 */
package savd.fib;
