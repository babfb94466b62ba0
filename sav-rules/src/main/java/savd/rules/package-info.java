/**
 * Which source addresses may arrive on which interface, kept in step with the RIB, change by
 * change.
 *
 * <p><b>What it is for.</b> {@link savd.rules.SavRules} takes events (RIB deltas, RPKI deltas,
 * sessions, neighbours, policy, time) and gives {@link savd.rules.RuleDelta}s: statements about
 * coverage of lists, and the rule of each interface. It knows no kernel, no wire and no clock.
 *
 * <p><b>How.</b> {@code MethodChoice} turns the policy of an interface into the definition of a
 * list; interfaces with equal definitions share one. A list is a bitmap over the numbers of the
 * RIB's prefix index, with one question behind it that the chain of paths of a single prefix
 * answers ({@code SourceList.truth}). A change of the RIB re-evaluates the prefixes it may concern;
 * {@code ListTable} applies what permits more at once and what permits less after the hold; {@code
 * Coverage} tells the difference as addresses. EFP-uRPF (both algorithms are one: prefixes from a
 * group of neighbours, and prefixes of the origins seen there) counts paths per origin and group,
 * and only a count that becomes or ceases to be 0 touches that origin's other prefixes ({@code
 * OriginIndex}). BAR-SAV comes to the same: the origins that count are the members of a cone
 * ({@link savd.relation}), and a member that comes or goes turns its link ({@code OriginLinks}).
 * ROAs join by origin too ({@code Roas}); a prefix that only a ROA has is in the index by pins
 * while a list follows its origin.
 *
 * <p><b>The invariant.</b> After any history, the lists of bound interfaces equal a computation
 * from scratch, but for prefixes whose removal waits for the hold; the order of events does not
 * matter to where they lead.
 *
 * <p><b>Odd interleavings.</b> A prefix whose last path is gone stays in the index while its
 * removal waits, by a pin. The number of a prefix that is gone stays readable until the RIB is next
 * mutated, and every step is finished by then. A neighbour's routes outlive its registration until
 * they are withdrawn. An interface that is not ready has no list at all, so nothing is computed
 * from a table that is still filling; once ready for a method it stays so. Without RPKI data a
 * method that needs them is replaced by its fallback, list and rule in one delta.
 *
 * <p><b>Documents.</b> RFC 2827, RFC 3704, RFC 8704 (BCP 38 and 84), draft-ietf-sidrops-bar-sav,
 * RFC 6811, RFC 9234 (roles), RFC 6890 and RFC 8190 (special-purpose prefixes),
 * draft-wu-savnet-inter-domain-problem-statement.
 */
package savd.rules;
