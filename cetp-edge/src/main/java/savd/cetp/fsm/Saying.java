package savd.cetp.fsm;

import java.util.ArrayList;
import java.util.List;
import savd.cetp.message.Element;
import savd.cetp.message.ElementType;
import savd.cetp.message.Identity;
import savd.cetp.message.Message;
import savd.cetp.message.Operation;
import savd.cetp.message.Payload;
import savd.cetp.wire.MessageEncoder;
import savd.cetp.wire.MessageReader;

/**
 * A message of a session while it is put together. It takes what fits and leaves out what does not:
 * what others ask for must never make a message that cannot be sent, nor one that is longer than
 * they may get.
 */
final class Saying {
  /** What it may have whose receiver has proved to be there. */
  static final int ANY = MessageEncoder.MAX_HEADER;

  private static final int SIGNATURE_OCTETS = 85;
  private static final int CONTROL_WORD = 4;

  private final Session session;
  private final boolean signs;
  private final List<Element> elements = new ArrayList<>();
  private int left;

  /**
   * @param most octets of the header
   */
  Saying(Session session, int most) {
    this.session = session;
    // Whole words, and in words the header is.
    left = Math.min(most, ANY) / 4 * 4 - CONTROL_WORD;
    left -= octets(session.localInitial) + octets(session.peerInitial);
    signs = session.signs;
    left -= signs ? SIGNATURE_OCTETS : 0;
  }

  /** Of the identity itself or of that of the session, whichever is longer. */
  private static int octets(Identity initial) {
    return 2 + Math.max(initial.value().length(), Identity.SESSION_LENGTH);
  }

  /** True when it is said, now or already; false when there is no room. */
  boolean add(Element e) {
    if (elements.stream().anyMatch(said -> says(said, e))) {
      return true;
    }
    int octets = MessageEncoder.octets(e);
    // One is for the signature.
    if (octets > left || elements.size() >= MessageReader.MAX_ELEMENTS - 1) {
      return false;
    }
    left -= octets;
    return elements.add(e);
  }

  private static boolean says(Element said, Element e) {
    if (said.type() != e.type()) {
      return false;
    }
    boolean single =
        e.is(ElementType.TIME_TO_LIVE)
            || e.is(ElementType.COOKIE)
            || e.is(ElementType.IDENTITY_TYPE)
            || e.is(ElementType.RESPONSE_CODE);
    boolean toldReliably =
        said.operation() == Operation.RELIABLE_RESPONSE && e.operation() == Operation.RESPONSE;
    return said.operation() == e.operation()
            && (single || said.value().equals(e.value()) && said.exchange() == e.exchange())
        || toldReliably && said.value().equals(e.value());
  }

  boolean isEmpty() {
    return elements.isEmpty();
  }

  /** The message, signed where the peer has asked for that. */
  Message message(Payload payload, RlocSigner signer) {
    Message m = new Message(session.source(), session.peer(), elements, payload);
    RlocSigner.Signed signed = signs ? signer.sign(m, session.signed) : null;
    if (signed == null) {
      return m;
    }
    session.signed = signed;
    return signed.with(m);
  }
}
