package savd.rpki.validation;

import java.util.ArrayList;
import java.util.List;
import savd.net.AsPath;
import savd.net.Asn;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.AspaTable.Authorization;

/**
 * Path verification as draft-ietf-sidrops-aspa-verification-28, sections 5.1 to 5.5, puts it, with
 * its names and indices (1 is the origin, N the neighbour's end), slow and plain: the oracle.
 */
final class DraftVerification {
  private DraftVerification() {}

  static AspaValidity verify(AspaTable table, AsPath path, Direction direction) {
    if (path.segments().isEmpty()
        || path.segments().stream().anyMatch(s -> s.type() != AsPath.SegmentType.SEQUENCE)) {
      return AspaValidity.INVALID;
    }
    List<Asn> compressed = compressed(path);
    int n = compressed.size() - 1;
    int maxUp = n;
    int minUp = n;
    for (int i = n - 1; i >= 1; i--) {
      Authorization a = authorized(table, compressed.get(i), compressed.get(i + 1));
      maxUp = a == Authorization.NOT_PROVIDER ? i : maxUp;
      minUp = a != Authorization.PROVIDER ? i : minUp;
    }
    int maxDown = direction == Direction.UPSTREAM ? 0 : n;
    int minDown = maxDown;
    for (int j = 2; j <= n && direction == Direction.DOWNSTREAM; j++) {
      Authorization a = authorized(table, compressed.get(j), compressed.get(j - 1));
      maxDown = a == Authorization.NOT_PROVIDER ? n - j + 1 : maxDown;
      minDown = a != Authorization.PROVIDER ? n - j + 1 : minDown;
    }
    if (maxUp + maxDown < n) {
      return AspaValidity.INVALID;
    }
    return minUp + minDown < n ? AspaValidity.UNKNOWN : AspaValidity.VALID;
  }

  /** Index 1 is the origin; index 0 is not used. */
  private static List<Asn> compressed(AsPath path) {
    List<Asn> out = new ArrayList<>();
    for (AsPath.Segment s : path.segments().reversed()) {
      for (Asn a : s.asns().reversed()) {
        if (out.isEmpty() || !out.getLast().equals(a)) {
          out.add(a);
        }
      }
    }
    out.addFirst(new Asn(0));
    return out;
  }

  private static Authorization authorized(AspaTable table, Asn x, Asn y) {
    for (int i = 0; i < table.size(); i++) {
      Aspa aspa = table.aspa(i);
      if (aspa.customer().equals(x)) {
        return aspa.providers().contains(y) ? Authorization.PROVIDER : Authorization.NOT_PROVIDER;
      }
    }
    return Authorization.NO_ATTESTATION;
  }
}
