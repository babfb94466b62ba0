/**
 * Both sides of the RPKI to Router protocol as state machines without I/O: {@link
 * savd.rpki.fsm.RouterFsm} is ours, {@link savd.rpki.fsm.CacheFsm} the cache's.
 *
 * <p><b>The invariant.</b> What is published is complete: an update is collected aside and applied
 * whole at End of Data, or dropped. A cache that dies in the middle, lies, or restarts leaves the
 * last complete set in force until it expires.
 *
 * <p><b>How.</b> Inputs and the time go in, actions come out; a shell moves octets and arms timers.
 * The prefixes of a load take the short way {@link savd.rpki.fsm.RouterFsm#collect}.
 *
 * <p><b>Odd interleavings.</b> Serial Notify may come before the first answer, in any version, and
 * means nothing then. It may come in the middle of an update and is remembered. The data may expire
 * while their successor is being received: the update goes on, on the set it began with.
 *
 * <p>RFC 1982, 6810, 8210, draft-ietf-sidrops-8210bis-27.
 */
package savd.rpki.fsm;
