package savd.bgp.wire;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Optional;
import savd.bgp.message.Notification;
import savd.bgp.wire.AttributeRules.Outcome;
import savd.bgp.wire.Malformed.Problem;
import savd.bgp.wire.SessionParameters.PathCheck;
import savd.net.AddressFamily;
import savd.net.RouteBatch;

/**
 * Reads UPDATEs of one session into route batches (RFC 4271, section 4.3; RFC 4760; RFC 7606).
 *
 * <p>Withdrawals of a message come first in the batch, so a prefix that is in both parts of it ends
 * up announced (RFC 4271, section 4.3). One thread; nothing is allocated while the input is good.
 */
public final class UpdateDecoder {
  private static final int UNICAST = 1;
  private static final int MALFORMED_ATTRIBUTE_LIST = 1;
  private static final int UNRECOGNIZED_WELL_KNOWN = 2;
  private static final int OPTIONAL_ATTRIBUTE_ERROR = 9;
  private static final int INVALID_NETWORK_FIELD = 10;

  private final MalformedLog log;
  private final AttributeReader attributes;
  private final boolean addPath4;
  private final boolean addPath6;
  private final boolean extendedNextHop4;
  private final boolean checkNextHop;
  private boolean ipv4;
  private boolean ipv6;
  private byte[] copy = new byte[0];
  private Malformed.ResetSession resetReason;

  private long updates;
  private long announced;
  private long withdrawn;
  private long treatedAsWithdraw;
  private long looped;
  private long leaked;
  private long ignoredFamily;

  // The frame being read.
  private byte[] b;
  private RouteBatch batch;
  private int sizeBefore;
  private int blocksBefore;

  /**
   * @param listener gets to know what is wrong and survived, and what ends the session
   */
  public UpdateDecoder(SessionParameters parameters, Malformed.Listener listener) {
    log = new MalformedLog(listener);
    attributes = new AttributeReader(parameters, log);
    ipv4 = parameters.families().contains(AddressFamily.IPV4);
    ipv6 = parameters.families().contains(AddressFamily.IPV6);
    addPath4 = parameters.addPathReceive().contains(AddressFamily.IPV4);
    addPath6 = parameters.addPathReceive().contains(AddressFamily.IPV6);
    extendedNextHop4 = parameters.extendedNextHop().contains(AddressFamily.IPV4);
    checkNextHop = parameters.checks().contains(PathCheck.HOST_NEXT_HOP);
  }

  /**
   * Reads one whole UPDATE, header included, as {@link BgpFramer} accepted it.
   *
   * @return true while the session may go on; false once it must end, then {@link #resetReason}
   *     says why, and the batch is as it was
   */
  public boolean decode(byte[] frame, int offset, int length, RouteBatch into) {
    b = frame;
    batch = into;
    boolean good = decode(frame, offset, length);
    // An idle session must keep neither alive.
    b = null;
    batch = null;
    return good;
  }

  private boolean decode(byte[] frame, int offset, int length) {
    sizeBefore = batch.size();
    blocksBefore = batch.attributeCount();
    updates++;
    log.clear();
    int end = offset + length;
    int withdrawnAt = offset + BgpFramer.HEADER_LENGTH + 2;
    int withdrawnEnd = withdrawnAt + Octets.u16(frame, withdrawnAt - 2);
    int attributesAt = withdrawnEnd + 2;
    if (attributesAt > end) {
      return reset(0, Problem.MESSAGE_LENGTHS, MALFORMED_ATTRIBUTE_LIST);
    }
    int attributesEnd = attributesAt + Octets.u16(frame, attributesAt - 2);
    if (attributesEnd > end) {
      return reset(0, Problem.MESSAGE_LENGTHS, MALFORMED_ATTRIBUTE_LIST);
    }
    if (length == MessageType.UPDATE.minLength()) {
      endOfRib(AddressFamily.IPV4, ipv4);
      return true;
    }
    attributes.read(frame, attributesAt, attributesEnd);
    return !log.mustReset()
        ? routes(withdrawnAt, withdrawnEnd, attributesEnd, end)
        : resetByAttribute();
  }

  /** The same for a buffer whose readable octets are the message; its indexes stay as they are. */
  public boolean decode(ByteBuf frame, RouteBatch into) {
    int length = frame.readableBytes();
    if (frame.hasArray()) {
      return decode(frame.array(), frame.arrayOffset() + frame.readerIndex(), length, into);
    }
    if (copy.length < length) {
      copy = new byte[Math.max(length, BgpFramer.MAX_LENGTH)];
    }
    frame.getBytes(frame.readerIndex(), copy, 0, length);
    return decode(copy, 0, length, into);
  }

  private boolean routes(int withdrawnAt, int withdrawnEnd, int nlriAt, int end) {
    if (withdrawnEnd > withdrawnAt && !withdrawnRoutes(withdrawnAt, withdrawnEnd)) {
      return reset(0, Problem.NLRI, INVALID_NETWORK_FIELD);
    }
    boolean bare = withdrawnEnd == withdrawnAt && nlriAt == end && attributes.onlyUnreach();
    if (attributes.mpUnreachAt() >= 0 && !mpUnreach(bare)) {
      return false;
    }
    boolean reaches = attributes.mpReachAt() >= 0;
    if (nlriAt < end || reaches) {
      demandMandatory(nlriAt < end);
    }
    if (reaches && !mpReach()) {
      return false;
    }
    if (nlriAt < end && !nlri4(nlriAt, end)) {
      return reset(0, Problem.NLRI, INVALID_NETWORK_FIELD);
    }
    return log.mustWithdraw() ? withdrawing(nlriAt < end || reaches) : true;
  }

  private void demandMandatory(boolean withNlri) {
    int missing = attributes.missing();
    if (missing != 0) {
      log.problem(missing, Problem.MISSING);
    }
    if (withNlri && attributes.nextHopAt() < 0) {
      log.problem(AttributeRules.NEXT_HOP, Problem.MISSING);
    }
  }

  /** The message is wrong enough to withdraw what it announces, and something is announced. */
  private boolean withdrawing(boolean reachable) {
    if (!reachable) {
      return reset(log.worstType(), log.worstProblem(), MALFORMED_ATTRIBUTE_LIST);
    }
    treatedAsWithdraw++;
    log.acted(
        log.worstType(),
        Outcome.TREAT_AS_WITHDRAW,
        new Malformed.TreatAsWithdraw(log.worstType(), log.worstProblem()));
    return true;
  }

  private boolean withdrawnRoutes(int from, int end) {
    if (!ipv4) {
      ignoredFamily++;
      return true;
    }
    int before = batch.size();
    boolean good = Nlri.withdraw4(b, from, end, addPath4, batch);
    withdrawn += batch.size() - before;
    return good;
  }

  /** The NLRI behind the attributes: IPv4 with the next hop of NEXT_HOP. */
  private boolean nlri4(int from, int end) {
    if (!ipv4) {
      ignoredFamily++;
      return true;
    }
    return reachable(AddressFamily.IPV4, attributes.nextHopAt(), 4, from, end);
  }

  // ---- multiprotocol attributes (RFC 4760)

  private boolean mpUnreach(boolean bare) {
    int at = attributes.mpUnreachAt();
    int end = attributes.mpUnreachEnd();
    if (end - at < 3) {
      log.problem(AttributeRules.MP_UNREACH_NLRI, Problem.LENGTH);
      return resetByAttribute();
    }
    int afi = Octets.u16(b, at);
    if (!negotiated(afi, b[at + 2])) {
      ignoredFamily++;
      return true;
    }
    if (at + 3 == end) {
      if (bare) {
        endOfRib(afi == 1 ? AddressFamily.IPV4 : AddressFamily.IPV6, true);
      }
      return true;
    }
    int before = batch.size();
    boolean good =
        afi == 1
            ? Nlri.withdraw4(b, at + 3, end, addPath4, batch)
            : Nlri.withdraw6(b, at + 3, end, addPath6, batch);
    withdrawn += batch.size() - before;
    return good || disable(AttributeRules.MP_UNREACH_NLRI, afi, Problem.NLRI);
  }

  private boolean mpReach() {
    int at = attributes.mpReachAt();
    int end = attributes.mpReachEnd();
    if (end - at < 5) {
      log.problem(AttributeRules.MP_REACH_NLRI, Problem.LENGTH);
      return resetByAttribute();
    }
    int afi = Octets.u16(b, at);
    if (!negotiated(afi, b[at + 2])) {
      ignoredFamily++;
      return true;
    }
    int nextHopAt = at + 4;
    int nextHopLength = b[at + 3] & 0xFF;
    int nlriAt = nextHopAt + nextHopLength + 1;
    if (nlriAt > end || !nextHopFits(afi, nextHopLength)) {
      return disable(AttributeRules.MP_REACH_NLRI, afi, Problem.NEXT_HOP_LENGTH);
    }
    if (nextHopLength == 32 && isUnspecified(nextHopAt)) {
      // A speaker that has link-local addresses only says so: the second address is the next hop.
      nextHopAt += 16;
      nextHopLength = 16;
    }
    if (checkNextHop && !isHost(nextHopAt, nextHopLength)) {
      log.problem(AttributeRules.MP_REACH_NLRI, Problem.VALUE);
    }
    AddressFamily family = afi == 1 ? AddressFamily.IPV4 : AddressFamily.IPV6;
    return nlriAt == end
        || reachable(family, nextHopAt, nextHopLength, nlriAt, end)
        || disable(AttributeRules.MP_REACH_NLRI, afi, Problem.NLRI);
  }

  private boolean negotiated(int afi, int safi) {
    return safi == UNICAST && (afi == 1 && ipv4 || afi == 2 && ipv6);
  }

  private boolean nextHopFits(int afi, int length) {
    boolean six = length == 16 || length == 32;
    return afi == 2 ? six : length == 4 || six && extendedNextHop4;
  }

  private boolean isHost(int at, int length) {
    return length == 4 ? AttributeReader.isHost4(b, at) : isHost6(at);
  }

  private boolean isUnspecified(int at) {
    int bits = 0;
    for (int i = at; i < at + 16; i++) {
      bits |= b[i];
    }
    return bits == 0;
  }

  /** Neither multicast nor one of {@code ::} and {@code ::1}. */
  private boolean isHost6(int at) {
    if (b[at] != 0) {
      return b[at] != -1;
    }
    int bits = 0;
    for (int i = at; i < at + 15; i++) {
      bits |= b[i];
    }
    return bits != 0 || (b[at + 15] & 0xFF) > 1;
  }

  /** Announces the prefixes, or withdraws them where attributes or path forbid their use. */
  private boolean reachable(
      AddressFamily family, int nextHop, int nextHopLength, int from, int end) {
    int before = batch.size();
    boolean six = family == AddressFamily.IPV6;
    boolean good;
    if (log.mustWithdraw() || attributes.looped()) {
      good =
          six
              ? Nlri.withdraw6(b, from, end, addPath6, batch)
              : Nlri.withdraw4(b, from, end, addPath4, batch);
      looped += attributes.looped() ? batch.size() - before : 0;
      return good;
    }
    AttributeBlock block = attributes.block();
    block.finish(b, nextHop, nextHopLength);
    int number = batch.addAttributes(block.bytes(), block.offset(), block.length());
    boolean leak = attributes.leaked();
    good =
        six
            ? Nlri.announce6(b, from, end, addPath6, number, leak, batch)
            : Nlri.announce4(b, from, end, addPath4, number, leak, batch);
    announced += batch.size() - before;
    leaked += leak ? batch.size() - before : 0;
    return good;
  }

  private void endOfRib(AddressFamily family, boolean wanted) {
    if (wanted) {
      batch.event(RouteBatch.Kind.END_OF_RIB, family);
    } else {
      ignoredFamily++;
    }
  }

  // ---- what ends a family or the session

  /**
   * RFC 4760, section 7: the family's routes go, and later ones are ignored. Where it is the only
   * family a session without routes would serve no one, so it ends.
   */
  private boolean disable(int attributeType, int afi, Problem problem) {
    if (!(ipv4 && ipv6)) {
      return reset(attributeType, problem, OPTIONAL_ATTRIBUTE_ERROR);
    }
    AddressFamily family = afi == 1 ? AddressFamily.IPV4 : AddressFamily.IPV6;
    ipv4 &= afi != 1;
    ipv6 &= afi != 2;
    batch.event(RouteBatch.Kind.MARK_STALE, family);
    batch.event(RouteBatch.Kind.SWEEP_STALE, family);
    log.acted(
        attributeType, Outcome.DISABLE_FAMILY, new Malformed.DisableFamily(afi, UNICAST, problem));
    return true;
  }

  private boolean resetByAttribute() {
    Problem problem = log.worstProblem();
    int type = log.worstType();
    int subcode =
        problem == Problem.UNRECOGNIZED_WELL_KNOWN
            ? UNRECOGNIZED_WELL_KNOWN
            : problem == Problem.DUPLICATE ? MALFORMED_ATTRIBUTE_LIST : OPTIONAL_ATTRIBUTE_ERROR;
    return reset(type, problem, subcode);
  }

  private boolean reset(int attributeType, Problem problem, int subcode) {
    byte[] culprit = log.mustReset() ? log.culprit() : new byte[0];
    int room = BgpFramer.MAX_LENGTH - MessageType.NOTIFICATION.minLength();
    byte[] data = Arrays.copyOf(culprit, Math.min(culprit.length, room));
    boolean takesData = subcode == UNRECOGNIZED_WELL_KNOWN || subcode == OPTIONAL_ATTRIBUTE_ERROR;
    Notification notification =
        takesData
            ? new Notification(Notification.UPDATE_MESSAGE_ERROR, subcode, data)
            : new Notification(Notification.UPDATE_MESSAGE_ERROR, subcode);
    resetReason = new Malformed.ResetSession(notification, problem);
    batch.truncate(sizeBefore, blocksBefore);
    log.acted(attributeType, Outcome.RESET_SESSION, resetReason);
    return false;
  }

  /** Why {@link #decode} was false; empty as long as it never was. */
  public Optional<Malformed.ResetSession> resetReason() {
    return Optional.ofNullable(resetReason);
  }

  // ---- counts since the session began; for other threads they may lag

  /** UPDATE messages. */
  public long updates() {
    return updates;
  }

  /** Prefixes announced and taken as such, leaked ones included. */
  public long announced() {
    return announced;
  }

  /** Prefixes withdrawn by the peer. */
  public long withdrawn() {
    return withdrawn;
  }

  /** UPDATEs whose announcements became withdrawals for an error. */
  public long treatedAsWithdraw() {
    return treatedAsWithdraw;
  }

  /** Prefixes not taken because our AS or identifier is in their path. */
  public long looped() {
    return looped;
  }

  /** Prefixes announced that are leaks by RFC 9234. */
  public long leaked() {
    return leaked;
  }

  /** Parts of UPDATEs ignored since their family was not negotiated, or is disabled. */
  public long ignoredFamily() {
    return ignoredFamily;
  }

  /** How often an attribute type (0: none) had an outcome. */
  public long malformed(int attributeType, Outcome outcome) {
    return log.count(attributeType, outcome.ordinal());
  }
}
