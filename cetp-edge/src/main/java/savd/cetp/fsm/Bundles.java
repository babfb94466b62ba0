package savd.cetp.fsm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import savd.cetp.message.Element;
import savd.cetp.message.ElementType;
import savd.cetp.message.Message;
import savd.cetp.message.Octets;
import savd.cetp.message.Payload;
import savd.cetp.wire.ControlWord;
import savd.cetp.wire.Decoded;
import savd.cetp.wire.MessageDecoder;
import savd.cetp.wire.MessageEncoder;

/**
 * A message as payload of another (slides, "Ethernet payload": with CETP's own EtherType several
 * identities are monitored with one message). Two monitoring messages of sessions that go the same
 * way at the same moment go together; no deeper.
 */
final class Bundles {
  /** The EtherType for local experiments that CETP is carried by. */
  static final int ETHER_TYPE = ControlWord.ETHER_TYPE;

  private Bundles() {}

  /** The same actions, with fewer messages. */
  static List<EdgeAction> of(List<EdgeAction> actions) {
    if (actions.size() < 2) {
      return actions;
    }
    List<EdgeAction> bundled = new ArrayList<>(actions.size());
    Map<Path, Integer> single = new HashMap<>();
    for (EdgeAction a : actions) {
      if (!(a instanceof EdgeAction.Send s) || !isMonitoring(s.message())) {
        bundled.add(a);
        continue;
      }
      Integer at = single.remove(s.path());
      if (at == null) {
        single.put(s.path(), bundled.size());
        bundled.add(s);
      } else {
        Message outer = ((EdgeAction.Send) bundled.get(at)).message();
        Payload inner =
            new Payload.Frame(ETHER_TYPE, Octets.of(MessageEncoder.encode(s.message())));
        Message both = new Message(outer.source(), outer.destination(), outer.elements(), inner);
        bundled.set(at, new EdgeAction.Send(s.path(), both));
      }
    }
    return bundled;
  }

  /** Of a session, about time and RLOCs alone, without payload. */
  private static boolean isMonitoring(Message m) {
    return m.payload() instanceof Payload.None
        && m.source().isSession()
        && m.destination().isSession()
        && !m.elements().isEmpty()
        && m.elements().stream().allMatch(Bundles::isMonitoring);
  }

  private static boolean isMonitoring(Element e) {
    ElementType type = ElementType.ofCode(e.type());
    return type != null && (type.carriesRlocs() || type == ElementType.TIME_TO_LIVE);
  }

  /** Whether the payload is a message of another session, not of hosts. */
  static boolean isBundle(Message outer) {
    return outer.payload() instanceof Payload.Frame f && f.etherType() == ETHER_TYPE;
  }

  /** The message inside, or null when there is none that may be. */
  static Decoded.Read inside(Message outer) {
    if (!isBundle(outer) || outer.elements().isEmpty()) {
      return null;
    }
    Octets octets = ((Payload.Frame) outer.payload()).content();
    return MessageDecoder.decode(octets.toArray()) instanceof Decoded.Read inner
            && isMonitoring(inner.message())
        ? inner
        : null;
  }
}
