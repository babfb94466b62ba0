/**
 * Both sides of the protocol between a CC-Top-ASBR and its CC-Member-ASes as state machines without
 * I/O: {@link savd.pisav.fsm.ConeTop} is a top with all its sessions, {@link
 * savd.pisav.fsm.MemberFsm} a member's talk with one top.
 *
 * <p><b>The invariant.</b> A statement is in force only while it may be: it was made in a session
 * whose key is bound to that AS now, by that AS about itself, as an answer to a notice that the
 * session was told. What speaks for blocking ends before what speaks against it. Notices and
 * responses are collected aside and count whole or not at all.
 *
 * <p><b>How.</b> Inputs and the time go in, actions come out; a shell moves octets and arms timers.
 * What is long is not sent but pulled, as the connection takes it, so that nothing waits anywhere
 * but in the notice itself; of what comes meanwhile only the newest is kept.
 *
 * <p><b>Odd interleavings.</b> A response may answer a notice that has a successor already: its "no
 * detour" counts for the time of grace, its detour as long as nothing newer is said. A router may
 * be back before its former connection is seen to be dead: the former one is ended, and what it
 * said counts as of a session that is gone. A key may be withdrawn at any moment: the session is
 * over before anything else is heard.
 *
 * <p>draft-huang-savnet-pi-sav-for-cc, section 3; docs/pi-sav-protocol.md.
 */
package savd.pisav.fsm;
