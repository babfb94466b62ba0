package savd.bgp.wire;

import java.util.Arrays;
import savd.bgp.wire.Malformed.Problem;
import savd.bgp.wire.SessionParameters.PathCheck;
import savd.net.BgpRole;
import savd.net.PathAttributes;

/**
 * Goes once through the path attributes of a message: checks each, copies what a route keeps into
 * an {@link AttributeBlock}, and notes where the rest is. Reused for every UPDATE.
 */
final class AttributeReader {
  private static final int ABSENT = -1;

  private final boolean internal;
  private final boolean fourOctetAs;
  private final int peerAsn;
  private final int ownIdentifier;
  private final boolean otcLeaksAlways;
  private final boolean otcLeaksUnlessPeer;
  private final boolean checkNextHop;
  private final PathChecks paths;
  private final TwoOctetPeer narrow;
  private final MalformedLog log;
  private final AttributeBlock block = new AttributeBlock();

  private final long[] seen = new long[4];
  private int nextHopAt;
  private int mpReachAt;
  private int mpReachEnd;
  private int mpUnreachAt;
  private int mpUnreachEnd;
  private int otherAttributes;
  private boolean looped;
  private boolean leaked;

  // A stretch of input that can be copied as it is.
  private int runAt;
  private int runFirstType;
  private int runLastType;

  AttributeReader(SessionParameters p, MalformedLog log) {
    this.log = log;
    internal = p.isInternal();
    fourOctetAs = p.fourOctetAs();
    peerAsn = p.peerAsn().value();
    boolean loops = p.checks().contains(PathCheck.NO_LOOP);
    ownIdentifier = loops ? p.localIdentifier() : 0;
    AsPathReader reader = new AsPathReader(loops ? p.localAsn().value() : 0);
    paths = new PathChecks(p, reader, log);
    narrow = new TwoOctetPeer(reader, paths, log);
    BgpRole role = p.peerRole().orElse(null);
    otcLeaksAlways = role == BgpRole.CUSTOMER || role == BgpRole.RS_CLIENT;
    otcLeaksUnlessPeer = role == BgpRole.PEER;
    checkNextHop = p.checks().contains(PathCheck.HOST_NEXT_HOP);
  }

  // ---- what was found

  AttributeBlock block() {
    return block;
  }

  /** Where the value of NEXT_HOP is, 4 octets; -1 where it is absent. */
  int nextHopAt() {
    return nextHopAt;
  }

  int mpReachAt() {
    return mpReachAt;
  }

  int mpReachEnd() {
    return mpReachEnd;
  }

  int mpUnreachAt() {
    return mpUnreachAt;
  }

  int mpUnreachEnd() {
    return mpUnreachEnd;
  }

  /** True where MP_UNREACH_NLRI came alone, as in an end of RIB. */
  boolean onlyUnreach() {
    return mpUnreachAt >= 0 && mpReachAt < 0 && otherAttributes == 0;
  }

  /** The type of a mandatory attribute that is absent, 0 where ORIGIN and AS_PATH are there. */
  int missing() {
    long types = seen[0];
    return (types & 1 << PathAttributes.ORIGIN) == 0
        ? PathAttributes.ORIGIN
        : (types & 1 << PathAttributes.AS_PATH) == 0 ? PathAttributes.AS_PATH : 0;
  }

  /** Our own AS or identifier is in the path: the route is not usable. */
  boolean looped() {
    return looped;
  }

  /** The route is a leak by RFC 9234. */
  boolean leaked() {
    return leaked;
  }

  // ---- reading

  /**
   * Reads the attributes from {@code from} up to {@code end}. Errors go to the log; reading goes on
   * behind them, for a stronger one may follow and the NLRI has to be found.
   */
  void read(byte[] b, int from, int end) {
    clear();
    int i = from;
    while (i < end) {
      int left = end - i;
      if (left < 3) {
        log.problem(0, Problem.OVERRUN);
        break;
      }
      int flags = b[i];
      int type = b[i + 1] & 0xFF;
      int valueAt = i + 3;
      int length = b[i + 2] & 0xFF;
      if ((flags & AttributeRules.EXTENDED_LENGTH) != 0) {
        if (left < 4) {
          log.problem(type, Problem.OVERRUN);
          break;
        }
        valueAt = i + 4;
        length = Octets.u16(b, i + 2);
      }
      if (length > end - valueAt) {
        log.problem(type, Problem.OVERRUN);
        break;
      }
      if (accept(b, flags, type, valueAt, length)) {
        keep(b, i, flags, type, valueAt, length);
      } else {
        flush(b, i);
        log.blame(b, i, valueAt + length);
      }
      i = valueAt + length;
    }
    flush(b, i);
    if (!fourOctetAs) {
      looped |= narrow.merge(b, block);
    }
  }

  private void clear() {
    block.clear();
    Arrays.fill(seen, 0);
    nextHopAt = ABSENT;
    mpReachAt = ABSENT;
    mpUnreachAt = ABSENT;
    otherAttributes = 0;
    looped = false;
    leaked = false;
    narrow.clear();
    runAt = ABSENT;
  }

  /** Adds an attribute to the run, or writes it in canonical form. */
  private void keep(byte[] b, int at, int flags, int type, int valueAt, int length) {
    int partial = (flags & AttributeRules.OPTIONAL) == 0 ? 0 : flags & AttributeRules.PARTIAL;
    int expected = AttributeRules.expectedFlags(type);
    int canonical = expected != 0 ? expected | partial : flags & 0xC0 | AttributeRules.PARTIAL;
    int written = length > 255 ? canonical | AttributeRules.EXTENDED_LENGTH : canonical;
    if (written != (flags & 0xFF)) {
      flush(b, at);
      block.append(canonical, type, b, valueAt, length);
    } else if (runAt >= 0 && type > runLastType) {
      runLastType = type;
    } else {
      flush(b, at);
      runAt = at;
      runFirstType = type;
      runLastType = type;
    }
  }

  private void flush(byte[] b, int end) {
    if (runAt >= 0) {
      block.appendRun(b, runAt, end, runFirstType, runLastType);
      runAt = ABSENT;
    }
  }

  /** True where a route keeps the attribute in this form. */
  private boolean accept(byte[] b, int flags, int type, int at, int length) {
    int expected = AttributeRules.expectedFlags(type);
    if (expected == 0) {
      return acceptUnknown(flags, type);
    }
    long bit = 1L << type;
    if ((seen[type >>> 6] & bit) != 0) {
      log.problem(type, Problem.DUPLICATE);
      return false;
    }
    seen[type >>> 6] |= bit;
    if ((flags & 0xC0) != expected) {
      log.problem(type, Problem.FLAGS);
    }
    return acceptKnown(b, flags, type, at, length);
  }

  private boolean acceptUnknown(int flags, int type) {
    otherAttributes++;
    long bit = 1L << type;
    if ((flags & AttributeRules.OPTIONAL) == 0) {
      log.problem(type, Problem.UNRECOGNIZED_WELL_KNOWN);
      return false;
    }
    if ((seen[type >>> 6] & bit) != 0) {
      log.problem(type, Problem.DUPLICATE);
      return false;
    }
    seen[type >>> 6] |= bit;
    return (flags & AttributeRules.TRANSITIVE) != 0;
  }

  private boolean acceptKnown(byte[] b, int flags, int type, int at, int length) {
    if (type != AttributeRules.MP_REACH_NLRI && type != AttributeRules.MP_UNREACH_NLRI) {
      otherAttributes++;
    }
    switch (type) {
      case PathAttributes.ORIGIN:
        return origin(b, at, length);
      case PathAttributes.AS_PATH:
        return asPath(b, at, length);
      case AttributeRules.NEXT_HOP:
        return nextHop(b, at, length);
      case PathAttributes.ATOMIC_AGGREGATE:
        return lengthIs(type, length, 0);
      case PathAttributes.AGGREGATOR:
        return aggregator(b, flags, at, length);
      case PathAttributes.MULTI_EXIT_DISC:
        return lengthIs(type, length, 4);
      case PathAttributes.COMMUNITIES:
        return lengthIsMultiple(type, length, 4);
      case PathAttributes.EXTENDED_COMMUNITIES:
        return lengthIsMultiple(type, length, 8);
      case AttributeRules.IPV6_EXTENDED_COMMUNITIES:
        return lengthIsMultiple(type, length, 20);
      case PathAttributes.LARGE_COMMUNITIES:
        return lengthIsMultiple(type, length, 12);
      case PathAttributes.LOCAL_PREF:
        return belongsInside(type) && lengthIs(type, length, 4);
      case PathAttributes.ORIGINATOR_ID:
      case PathAttributes.CLUSTER_LIST:
        return reflection(b, type, at, length);
      case PathAttributes.ONLY_TO_CUSTOMER:
        return onlyToCustomer(b, at, length);
      case AttributeRules.AS4_PATH:
      case AttributeRules.AS4_AGGREGATOR:
        return narrowCompanion(b, type, at, length);
      case AttributeRules.MP_REACH_NLRI:
        mpReachAt = at;
        mpReachEnd = at + length;
        return false;
      case AttributeRules.MP_UNREACH_NLRI:
        mpUnreachAt = at;
        mpUnreachEnd = at + length;
        return false;
      default:
        throw new AssertionError("attribute type " + type + " has flags but no check");
    }
  }

  // ---- one attribute each

  private boolean lengthIs(int type, int length, int wanted) {
    return length == wanted || log.problem(type, Problem.LENGTH);
  }

  private boolean lengthIsMultiple(int type, int length, int unit) {
    return length != 0 && length % unit == 0 || log.problem(type, Problem.LENGTH);
  }

  private boolean belongsInside(int type) {
    return internal || log.problem(type, Problem.MISPLACED);
  }

  private boolean origin(byte[] b, int at, int length) {
    if (length != 1) {
      return log.problem(PathAttributes.ORIGIN, Problem.LENGTH);
    }
    return (b[at] & 0xFF) <= 2 || log.problem(PathAttributes.ORIGIN, Problem.VALUE);
  }

  private boolean asPath(byte[] b, int at, int length) {
    if (!fourOctetAs) {
      narrow.path(at, at + length);
      return false;
    }
    boolean good = paths.accept(b, at, at + length);
    looped |= paths.looped();
    return good;
  }

  /** Never kept here: the block has its next hop in front. */
  private boolean nextHop(byte[] b, int at, int length) {
    if (length != 4) {
      return log.problem(AttributeRules.NEXT_HOP, Problem.LENGTH);
    }
    nextHopAt = at;
    if (checkNextHop && !isHost4(b, at)) {
      log.problem(AttributeRules.NEXT_HOP, Problem.VALUE);
    }
    return false;
  }

  /** Neither 0/8 nor 127/8 nor anything from 224/4 on. */
  static boolean isHost4(byte[] b, int at) {
    int first = b[at] & 0xFF;
    return first != 0 && first != 127 && first < 224;
  }

  private boolean aggregator(byte[] b, int flags, int at, int length) {
    int type = PathAttributes.AGGREGATOR;
    if (length != (fourOctetAs ? 8 : 6)) {
      return log.problem(type, Problem.LENGTH);
    }
    int asn = fourOctetAs ? Octets.int32(b, at) : Octets.u16(b, at);
    if (asn == 0 && paths.refusesZero()) {
      return log.problem(type, Problem.AS_ZERO);
    }
    if (fourOctetAs) {
      return true;
    }
    narrow.aggregator(flags, at);
    return false;
  }

  private boolean reflection(byte[] b, int type, int at, int length) {
    boolean single = type == PathAttributes.ORIGINATOR_ID;
    if (!belongsInside(type)
        || !(single ? lengthIs(type, length, 4) : lengthIsMultiple(type, length, 4))) {
      return false;
    }
    if (ownIdentifier != 0) {
      for (int i = at; i < at + length; i += 4) {
        looped |= Octets.int32(b, i) == ownIdentifier;
      }
    }
    return true;
  }

  /** RFC 9234, section 5, the rules for a route that comes in. */
  private boolean onlyToCustomer(byte[] b, int at, int length) {
    if (!lengthIs(PathAttributes.ONLY_TO_CUSTOMER, length, 4)) {
      return false;
    }
    leaked = otcLeaksAlways || otcLeaksUnlessPeer && Octets.int32(b, at) != peerAsn;
    return true;
  }

  /** AS4_PATH and AS4_AGGREGATOR: for two-octet peers only (RFC 6793, section 4.1). */
  private boolean narrowCompanion(byte[] b, int type, int at, int length) {
    if (fourOctetAs) {
      return log.problem(type, Problem.MISPLACED);
    }
    if (type == AttributeRules.AS4_PATH) {
      narrow.path4(b, at, at + length);
    } else {
      narrow.aggregator4(at, length);
    }
    return false;
  }
}
