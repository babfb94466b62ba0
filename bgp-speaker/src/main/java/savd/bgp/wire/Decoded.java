package savd.bgp.wire;

import savd.bgp.message.BgpMessage;

/** What became of a frame that is not an UPDATE: a message, or a reason to reset the session. */
public sealed interface Decoded permits Decoded.Message, Malformed.ResetSession {
  record Message(BgpMessage message) implements Decoded {}
}
