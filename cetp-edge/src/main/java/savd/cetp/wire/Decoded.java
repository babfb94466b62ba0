package savd.cetp.wire;

import savd.cetp.message.IfUnknown;
import savd.cetp.message.Message;

/** What became of octets. */
public sealed interface Decoded {
  /**
   * A message.
   *
   * @param unknown what elements this version does not know ask for
   * @param unknownType the type that is about, or 0
   */
  record Read(Message message, IfUnknown unknown, int unknownType) implements Decoded {}

  /** Not a message. */
  record Malformed(Finding finding) implements Decoded {}
}
