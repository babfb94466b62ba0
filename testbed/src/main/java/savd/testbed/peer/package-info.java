/**
 * BGP neighbours played by the testbed itself: they say exactly what a test wants said, as fast as
 * the socket takes it, and nothing they hear is kept. The octets are made by savd's own encoder, so
 * they show nothing about the codec; they are the stimulus where a real router would be too slow or
 * needs privileges.
 *
 * <p>{@link savd.testbed.peer.ScriptedMember} is the same for the protocol between the top of a
 * cone and its members.
 */
package savd.testbed.peer;
