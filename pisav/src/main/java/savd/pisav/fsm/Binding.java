package savd.pisav.fsm;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import savd.pisav.message.ConeMessage;
import savd.pisav.message.Frame;
import savd.pisav.message.Role;

/**
 * Numbers and tags of one session: what binds each message to its place, its direction, and the two
 * HELLOs with their nonces. A message of another session, or one that was heard already, has the
 * wrong ones.
 */
public final class Binding {
  private static final byte[] LABEL = "savd pi-sav session".getBytes(StandardCharsets.US_ASCII);

  private final Role own;
  private int sent;
  private int heard;
  private long sendTag;
  private long hearTag;

  public Binding(Role own) {
    this.own = own;
  }

  /** Both HELLOs are known: from now on there are tags. */
  public void bind(ConeMessage.Hello mine, ConeMessage.Hello theirs) {
    ConeMessage.Hello member = own == Role.MEMBER ? mine : theirs;
    ConeMessage.Hello top = own == Role.MEMBER ? theirs : mine;
    sendTag = tag(own, member, top);
    hearTag = tag(own.other(), member, top);
  }

  private static long tag(Role sender, ConeMessage.Hello member, ConeMessage.Hello top) {
    ByteBuffer b = ByteBuffer.allocate(LABEL.length + 1 + 2 * 24);
    b.put(LABEL).put((byte) sender.code());
    for (ConeMessage.Hello h : new ConeMessage.Hello[] {member, top}) {
      b.putInt(h.asn().value()).putInt(h.routerId());
      b.putLong(h.nonce().high()).putLong(h.nonce().low());
    }
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(b.array());
      return ByteBuffer.wrap(digest).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The message with its number and tag. */
  public Frame out(ConeMessage message) {
    return new Frame(++sent, message instanceof ConeMessage.Hello ? 0 : sendTag, message);
  }

  /**
   * Takes the next message of the other side: what is wrong with its number or tag, if anything.
   */
  public Optional<String> in(Frame frame) {
    heard++;
    if (frame.sequence() != heard) {
      return Optional.of(
          "message "
              + Integer.toUnsignedString(frame.sequence())
              + " where "
              + Integer.toUnsignedString(heard)
              + " is due");
    }
    boolean hello = frame.message() instanceof ConeMessage.Hello;
    if (frame.tag() != (hello ? 0 : hearTag)) {
      return Optional.of("the tag of another session");
    }
    return Optional.empty();
  }

  /** True when there is no number left but one, for the last word. */
  public boolean isUsedUp() {
    return sent == -2;
  }
}
