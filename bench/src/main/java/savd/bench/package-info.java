/**
 * Measurements. Every figure that the documentation states comes from a program here or from the
 * whole-process harness, with the command that made it.
 */
package savd.bench;
