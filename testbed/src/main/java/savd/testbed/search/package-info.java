/**
 * The search for improper blocks: topologies are drawn, the real rules are given what the top AS of
 * each is told, and every honest packet is followed.
 *
 * <p><b>What it is for.</b> The claim of PI-SAV (draft-huang-savnet-pi-sav-for-cc, section 2) is
 * that it "must avoid improper block". {@link savd.testbed.search.Trial} looks for one in a
 * topology; {@link savd.testbed.search.Tally} adds up what many trials found, and what they
 * protected, so that a method cannot do well by blocking nothing.
 *
 * <p><b>The invariant.</b> The truth comes from the forwarding of {@link savd.testbed.topology}
 * alone; nothing that the rules know takes part in it.
 */
package savd.testbed.search;
