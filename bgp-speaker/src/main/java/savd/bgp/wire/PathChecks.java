package savd.bgp.wire;

import savd.bgp.wire.Malformed.Problem;
import savd.bgp.wire.SessionParameters.PathCheck;
import savd.net.PathAttributes;

/** What a session asks of an AS_PATH of four-octet numbers. Reused for every UPDATE. */
final class PathChecks {
  private final AsPathReader reader;
  private final MalformedLog log;
  private final int peerAsn;
  private final boolean zero;
  private final boolean set;
  private final boolean confederation;
  private final boolean first;

  PathChecks(SessionParameters p, AsPathReader reader, MalformedLog log) {
    this.reader = reader;
    this.log = log;
    boolean external = !p.isInternal();
    peerAsn = p.peerAsn().value();
    zero = p.checks().contains(PathCheck.NO_AS_ZERO);
    set = external && p.checks().contains(PathCheck.NO_AS_SET);
    confederation = external && p.checks().contains(PathCheck.NO_CONFEDERATION);
    first = external && p.checks().contains(PathCheck.FIRST_AS_IS_PEER);
  }

  /** True where a route may have the path; the log knows the rest. */
  boolean accept(byte[] b, int from, int end) {
    int type = PathAttributes.AS_PATH;
    if (!reader.scan(b, from, end)) {
      return log.problem(type, Problem.VALUE);
    }
    if (reader.hasZero() && zero) {
      return log.problem(type, Problem.AS_ZERO);
    }
    if (reader.hasConfederation() && confederation) {
      return log.problem(type, Problem.CONFEDERATION);
    }
    if (reader.hasSet() && set) {
      return log.problem(type, Problem.AS_SET);
    }
    if (first && !AsPathReader.beginsWith(b, from, end, peerAsn)) {
      return log.problem(type, Problem.FIRST_AS);
    }
    return true;
  }

  /** The path accepted or refused last holds our own AS. */
  boolean looped() {
    return reader.hasOwn();
  }

  /** AS 0 is refused, wherever it is found (RFC 7607). */
  boolean refusesZero() {
    return zero;
  }
}
