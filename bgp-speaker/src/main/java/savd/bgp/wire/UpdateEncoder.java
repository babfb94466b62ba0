package savd.bgp.wire;

import io.netty.buffer.ByteBuf;
import java.util.Collection;
import savd.net.AddressFamily;
import savd.net.PathAttributes;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteBatch;

/**
 * Writes UPDATEs of one session. Attributes go out as the block has them: who originates or passes
 * on a route has put its own AS and next hop in before. LOCAL_PREF, ORIGINATOR_ID and CLUSTER_LIST
 * stay inside the AS.
 *
 * <p>IPv4 with an IPv4 next hop takes the fields of RFC 4271, all else MP_REACH_NLRI in front of
 * the other attributes (RFC 7606, section 5.1). A message is as full as the session allows.
 */
public final class UpdateEncoder {
  private static final int UNICAST = 1;
  private static final int LONGEST_NLRI = 4 + 1 + 16;
  private static final PeerId ANY_PEER = new PeerId(0);

  private final SessionParameters parameters;
  private final AttributeWriter attributes;
  private long oversized;

  public UpdateEncoder(SessionParameters parameters) {
    this.parameters = parameters;
    this.attributes = new AttributeWriter(parameters);
  }

  /** Announces prefixes of one family that share their attributes. */
  public void announce(
      PathAttributes block, int pathId, Collection<? extends Prefix> prefixes, ByteBuf out) {
    RouteBatch batch = new RouteBatch().reset(ANY_PEER, 0);
    int number = batch.addAttributes(block.block(), 0, block.block().length);
    for (Prefix p : prefixes) {
      batch.announce(p.family(), p.high(), p.low(), p.length(), pathId, number, false);
    }
    encode(batch, out);
  }

  public void withdraw(int pathId, Collection<? extends Prefix> prefixes, ByteBuf out) {
    RouteBatch batch = new RouteBatch().reset(ANY_PEER, 0);
    for (Prefix p : prefixes) {
      batch.withdraw(p.family(), p.high(), p.low(), p.length(), pathId);
    }
    encode(batch, out);
  }

  /**
   * Appends the announcements, withdrawals and ends of RIB of a batch; changes that follow each
   * other and share family and attributes share messages. Kinds without a message are passed over.
   *
   * @throws IllegalArgumentException for an announcement whose next hop the session cannot carry
   */
  public void encode(RouteBatch batch, ByteBuf out) {
    int i = 0;
    while (i < batch.size()) {
      int end = groupEnd(batch, i);
      switch (batch.kind(i)) {
        case ANNOUNCE -> announcements(batch, i, end, out);
        case WITHDRAW -> withdrawals(batch, i, end, out);
        case END_OF_RIB -> endOfRib(batch.family(i), out);
        case MARK_STALE, SWEEP_STALE, PEER_LOST -> {}
      }
      i = end;
    }
  }

  /** Routes not sent, but withdrawn, as their attributes leave no room in a message (RFC 8654). */
  public long oversized() {
    return oversized;
  }

  private static int groupEnd(RouteBatch batch, int from) {
    int i = from + 1;
    while (i < batch.size()
        && batch.kind(i) == batch.kind(from)
        && batch.family(i) == batch.family(from)
        && batch.attributes(i) == batch.attributes(from)) {
      i++;
    }
    return i;
  }

  /** The end of RIB of RFC 4724, section 2. */
  public void endOfRib(AddressFamily family, ByteBuf out) {
    int start = MessageEncoder.begin(MessageType.UPDATE, out);
    if (family == AddressFamily.IPV4) {
      out.writeInt(0);
    } else {
      out.writeShort(0).writeShort(7);
      mpHeader(AttributeRules.MP_UNREACH_NLRI, out);
      out.setShort(out.writerIndex() - 2, 3);
      out.writeShort(family.afi()).writeByte(UNICAST);
    }
    MessageEncoder.finish(out, start);
  }

  private static void mpHeader(int type, ByteBuf out) {
    out.writeByte(AttributeRules.OPTIONAL | AttributeRules.EXTENDED_LENGTH).writeByte(type);
    out.writeShort(0);
  }

  private void announcements(RouteBatch batch, int from, int end, ByteBuf out) {
    byte[] b = batch.attributeBytes();
    int blockAt = batch.attributeOffset(batch.attributes(from));
    int length = batch.attributeLength(batch.attributes(from));
    int nextHopLength = b[blockAt] & 0xFF;
    AddressFamily family = batch.family(from);
    boolean plain = family == AddressFamily.IPV4 && nextHopLength == 4;
    if (!plain && !carries(family, nextHopLength)) {
      throw new IllegalArgumentException(
          "next hop of " + nextHopLength + " octets for " + family + " on this session");
    }
    attributes.write(b, blockAt, length, plain);
    int overhead = MessageType.UPDATE.minLength() + (plain ? 0 : 4 + 5 + nextHopLength);
    if (overhead + attributes.length() + LONGEST_NLRI > parameters.maxMessageLength()) {
      oversized += end - from;
      withdrawals(batch, from, end, out);
      return;
    }
    int i = from;
    while (i < end) {
      i =
          plain
              ? plainAnnouncement(batch, i, end, out)
              : mpAnnouncement(batch, i, end, b, blockAt, out);
    }
  }

  private boolean carries(AddressFamily family, int nextHopLength) {
    boolean six = nextHopLength == 16 || nextHopLength == 32;
    return six && (family == AddressFamily.IPV6 || parameters.extendedNextHop().contains(family));
  }

  private int plainAnnouncement(RouteBatch batch, int from, int end, ByteBuf out) {
    int start = MessageEncoder.begin(MessageType.UPDATE, out);
    out.writeShort(0).writeShort(attributes.length());
    attributes.copyTo(out);
    int i = nlri(batch, from, end, out, start + parameters.maxMessageLength());
    MessageEncoder.finish(out, start);
    return i;
  }

  private int mpAnnouncement(
      RouteBatch batch, int from, int end, byte[] b, int blockAt, ByteBuf out) {
    int start = MessageEncoder.begin(MessageType.UPDATE, out);
    out.writeInt(0);
    int attributesAt = out.writerIndex();
    mpHeader(AttributeRules.MP_REACH_NLRI, out);
    out.writeShort(batch.family(from).afi()).writeByte(UNICAST);
    out.writeBytes(b, blockAt, 1 + (b[blockAt] & 0xFF)).writeByte(0);
    int room = parameters.maxMessageLength() - attributes.length();
    int i = nlri(batch, from, end, out, start + room);
    out.setShort(attributesAt + 2, out.writerIndex() - attributesAt - 4);
    attributes.copyTo(out);
    out.setShort(attributesAt - 2, out.writerIndex() - attributesAt);
    MessageEncoder.finish(out, start);
    return i;
  }

  private void withdrawals(RouteBatch batch, int from, int end, ByteBuf out) {
    int i = from;
    while (i < end) {
      int start = MessageEncoder.begin(MessageType.UPDATE, out);
      int limit = start + parameters.maxMessageLength();
      out.writeShort(0);
      int at = out.writerIndex();
      if (batch.family(from) == AddressFamily.IPV4) {
        i = nlri(batch, i, end, out, limit - 2);
        out.setShort(at - 2, out.writerIndex() - at);
        out.writeShort(0);
      } else {
        out.writeShort(0);
        mpHeader(AttributeRules.MP_UNREACH_NLRI, out);
        out.writeShort(batch.family(from).afi()).writeByte(UNICAST);
        i = nlri(batch, i, end, out, limit);
        out.setShort(at, out.writerIndex() - at - 2);
        out.setShort(at + 4, out.writerIndex() - at - 6);
      }
      MessageEncoder.finish(out, start);
    }
  }

  /** Writes prefixes as long as they end before {@code limit}; the first one not written. */
  private int nlri(RouteBatch batch, int from, int end, ByteBuf out, int limit) {
    AddressFamily family = batch.family(from);
    boolean addPath = parameters.addPathSend().contains(family);
    int i = from;
    while (i < end) {
      int octets = (batch.length(i) + 7) >>> 3;
      if (out.writerIndex() + octets + (addPath ? 5 : 1) > limit) {
        break;
      }
      if (addPath) {
        out.writeInt(batch.pathId(i));
      }
      out.writeByte(batch.length(i));
      if (family == AddressFamily.IPV4) {
        octets(batch.low(i) << 32, octets, out);
      } else {
        octets(batch.high(i), Math.min(octets, 8), out);
        octets(batch.low(i), octets - 8, out);
      }
      i++;
    }
    return i;
  }

  private static void octets(long bits, int count, ByteBuf out) {
    for (int k = 0; k < count; k++) {
      out.writeByte((int) (bits >>> (56 - 8 * k)));
    }
  }
}
