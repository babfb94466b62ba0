/**
 * Laboratories: network namespaces joined by veth pairs, described by data ({@link
 * savd.testbed.lab.LabPlan}) and built with {@code ip}.
 *
 * <p>Invariant: what a {@link savd.testbed.lab.Lab} made, it removes, also when the JVM is told to
 * end: every process it started is ended by its id, then the namespaces go, and with them the links
 * and the kernel's rules. A name that is taken is refused, never reused.
 *
 * <p>Waiting is on state ({@link savd.testbed.lab.Await}), with a bound and a message that says
 * what did not happen.
 */
package savd.testbed.lab;
