package savd.bgp.wire;

import savd.bgp.wire.Malformed.Problem;
import savd.net.Asn;
import savd.net.PathAttributes;

/**
 * AS_PATH and AGGREGATOR of a peer without four-octet numbers, together with what AS4_PATH and
 * AS4_AGGREGATOR say about them (RFC 6793, section 4.2.3). They may come in any order, so all are
 * noted first and merged when the attributes have been read. Reused for every UPDATE.
 */
final class TwoOctetPeer {
  private static final int ABSENT = -1;
  private static final int MAX_VALUE = 65535;

  private final AsPathReader reader;
  private final PathChecks checks;
  private final MalformedLog log;
  private final byte[] aggregator = new byte[8];

  private int pathAt;
  private int pathEnd;
  private int path4At;
  private int path4End;
  private int aggregatorAt;
  private int aggregatorFlags;
  private int aggregator4At;

  TwoOctetPeer(AsPathReader reader, PathChecks checks, MalformedLog log) {
    this.reader = reader;
    this.checks = checks;
    this.log = log;
  }

  void clear() {
    pathAt = ABSENT;
    path4At = ABSENT;
    aggregatorAt = ABSENT;
    aggregator4At = ABSENT;
  }

  void path(int at, int end) {
    pathAt = at;
    pathEnd = end;
  }

  /** Notes an AGGREGATOR of six octets. */
  void aggregator(int flags, int at) {
    aggregatorAt = at;
    aggregatorFlags = flags & AttributeRules.PARTIAL;
  }

  /** Notes an AS4_PATH; a malformed one is as good as none (RFC 6793, section 6). */
  void path4(byte[] b, int at, int end) {
    if (!reader.scan(b, at, end)) {
      log.problem(AttributeRules.AS4_PATH, Problem.VALUE);
    } else if (reader.hasZero() && checks.refusesZero()) {
      log.problem(AttributeRules.AS4_PATH, Problem.AS_ZERO);
    } else {
      path4At = at;
      path4End = end;
    }
  }

  void aggregator4(int at, int length) {
    if (length == 8) {
      aggregator4At = at;
    } else {
      log.problem(AttributeRules.AS4_AGGREGATOR, Problem.LENGTH);
    }
  }

  /** Adds the merged attributes to the block; true where the path holds our own AS. */
  boolean merge(byte[] b, AttributeBlock block) {
    // An AGGREGATOR with a number of its own was written by a two-octet speaker after the others.
    boolean companionsCount =
        aggregatorAt < 0 || aggregator4At < 0 || Octets.u16(b, aggregatorAt) == Asn.TRANS.value();
    boolean looped = pathAt >= 0 && mergePath(b, companionsCount, block);
    if (aggregatorAt >= 0) {
      mergeAggregator(b, companionsCount && aggregator4At >= 0, block);
    }
    return looped;
  }

  private boolean mergePath(byte[] b, boolean companionsCount, AttributeBlock block) {
    if (!reader.widen(b, pathAt, pathEnd)) {
      return log.problem(PathAttributes.AS_PATH, Problem.VALUE);
    }
    if (companionsCount && path4At >= 0) {
      reader.merge(b, path4At, path4End);
    }
    int length = reader.wideLength();
    if (length > MAX_VALUE) {
      return log.problem(PathAttributes.AS_PATH, Problem.VALUE);
    }
    if (checks.accept(reader.wide(), 0, length)) {
      int type = PathAttributes.AS_PATH;
      block.append(AttributeRules.TRANSITIVE, type, reader.wide(), 0, length);
    }
    return checks.looped();
  }

  private void mergeAggregator(byte[] b, boolean fromCompanion, AttributeBlock block) {
    if (fromCompanion) {
      System.arraycopy(b, aggregator4At, aggregator, 0, 8);
      if (Octets.int32(aggregator, 0) == 0 && checks.refusesZero()) {
        log.problem(AttributeRules.AS4_AGGREGATOR, Problem.AS_ZERO);
        return;
      }
    } else {
      Octets.put32(aggregator, 0, Octets.u16(b, aggregatorAt));
      System.arraycopy(b, aggregatorAt + 2, aggregator, 4, 4);
    }
    int flags = AttributeRules.OPTIONAL | AttributeRules.TRANSITIVE | aggregatorFlags;
    block.append(flags, PathAttributes.AGGREGATOR, aggregator, 0, 8);
  }
}
