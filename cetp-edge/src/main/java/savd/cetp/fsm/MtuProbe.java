package savd.cetp.fsm;

import java.util.List;
import savd.cetp.message.Element;
import savd.cetp.message.ElementType;
import savd.cetp.message.Message;
import savd.cetp.message.Octets;
import savd.cetp.message.Operation;
import savd.cetp.message.Payload;
import savd.cetp.message.Value;
import savd.cetp.wire.MessageEncoder;

/**
 * Asks whether a message of a size gets through; the answer says how many octets came. Elements
 * have no room for more than 1020: what is missing is a payload for nobody.
 */
final class MtuProbe {
  /** The other EtherType for local experiments (IEEE Std 802): no edge gives it to a host. */
  private static final int FILLING = 0x88B6;

  private static final int FRAME_HEAD = 3;

  private MtuProbe() {}

  /** True for what only makes a message large. */
  static boolean isFilling(Payload payload) {
    return payload instanceof Payload.Frame f && f.etherType() == FILLING;
  }

  /** A message of so many octets, at least as many as it takes to ask. */
  static Message message(Session s, int octets) {
    List<Element> ask =
        List.of(
            Element.of(
                ElementType.PROBE,
                Operation.QUERY,
                s.exchanges.nextTag(),
                new Value.Probe(octets, 0)));
    int head = MessageEncoder.encode(Message.control(s.source(), s.peer(), ask)).length;
    Octets filling = Octets.of(new byte[Math.max(1, octets - head - FRAME_HEAD)]);
    return new Message(s.source(), s.peer(), ask, new Payload.Frame(FILLING, filling));
  }
}
