/**
 * Kernel transactions as nftables' netlink messages, and the dataplane that sends them.
 *
 * <p><b>What it is for.</b> {@link savd.fib.nft.NftDataplane} carries out in the kernel what {@link
 * savd.fib.plan.KernelPlan} says, and reads back counters and what is in force.
 *
 * <p><b>The invariant.</b> Only the table that carries our tag is written to, and each transaction
 * is one batch that names the generation of the ruleset it was made for: when anybody else has
 * committed meanwhile, the kernel refuses it and we look whether our table is still as we left it.
 *
 * <p>Message layouts: linux/netfilter/nf_tables.h and nfnetlink.h, and what nft sends for the same
 * text.
 */
package savd.fib.nft;
