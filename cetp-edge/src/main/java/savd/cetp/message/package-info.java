/**
 * CETP messages as values: identities, locators, control elements.
 *
 * <p>These are the records the control plane thinks in. Messages without flags, which are nearly
 * all of them, never become records: the data plane reads them where they lie ({@link
 * savd.cetp.wire.MessageReader}).
 *
 * <p>The protocol is described in two public documents and nowhere else: the slides "Customer Edge
 * Traversal Protocol" by Kantola, Beijar and Yan, and the "MEVICO Tutorial on Customer Edge
 * Switching" by Beijar of 2012. {@code docs/cetp.md} says what they leave open and what we chose.
 */
package savd.cetp.message;
