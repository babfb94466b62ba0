/**
 * The octets of CETP messages.
 *
 * <pre>
 * control word | source identity | destination identity | control elements | padding | payload
 *  3 version, 8 header length, Q R M P E, 16 total length       up to header length * 4
 * </pre>
 *
 * <p>{@link savd.cetp.wire.MessageReader} finds out what is wrong with a message, or where its
 * parts are, without making an object: it reads what anyone on the Internet may send. Only a
 * message it found well-formed, and that has flags, becomes a {@link savd.cetp.message.Message}
 * ({@link savd.cetp.wire.MessageDecoder}), so the decoder has nothing left to complain of.
 *
 * <p>Invariant: an element has effect only when the whole message is well-formed.
 */
package savd.cetp.wire;
