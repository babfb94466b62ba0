/**
 * From rules to kernel transactions, without a kernel.
 *
 * <p><b>What it is for.</b> {@link savd.fib.plan.KernelPlan} takes {@link savd.rules.RuleDelta}s
 * and says which objects and elements of our nftables table to create, delete and replace so that
 * packets are treated as the rules say; the steps are values ({@link savd.fib.plan.KernelChange})
 * that an encoder, a text renderer or a test can carry out.
 *
 * <p><b>The invariant.</b> Between two transactions, and for every packet while one takes effect,
 * the verdict on a source is the one before or the one after, never a third. Three facts of the
 * kernel shape how:
 *
 * <ul>
 *   <li>The rules a packet meets are all of one generation, fixed when it enters the base chain;
 *       but every set look-up asks for the generation of its own moment. So a rule may be replaced
 *       together with the sets it refers to, while a verdict map may lead to a new chain only after
 *       that chain has been committed ({@link savd.fib.plan.ShardSplit}), and what packets under
 *       way may still use is deleted by a later transaction.
 *   <li>Deleting an element that is not there, or adding one that overlaps another, aborts the
 *       whole transaction: so intervals are normal, and deletions come first.
 *   <li>A commit takes time linear in each set it touches: so lists are cut into shards behind a
 *       verdict map ({@link savd.fib.plan.Sharding}).
 * </ul>
 */
package savd.fib.plan;
