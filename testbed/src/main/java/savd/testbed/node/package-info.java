/**
 * savd in a laboratory: its configuration as data ({@link savd.testbed.node.SavdPlan}), and the
 * daemon itself ({@link savd.testbed.node.SavdNode}), run from {@code dist/} as an operator runs it
 * and asked through {@code savctl}, never through its classes.
 */
package savd.testbed.node;
