/**
 * What a host asks of those who want to reach it, and what it tells those it wants to reach.
 *
 * <p>The tutorial's "low-level policy": elements required and offered in each role, how reliably
 * they are told, and which types of identity are good. An inbound edge judges by it before it
 * creates state. The admission examples of the slides are written out in {@code
 * docs/examples/cetp-policies.toml} and tested there.
 */
package savd.cetp.policy;
