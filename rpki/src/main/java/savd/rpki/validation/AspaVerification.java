package savd.rpki.validation;

import java.util.ArrayList;
import java.util.List;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.PathAttributes;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.AspaTable.Authorization;

/**
 * ASPA path verification (draft-ietf-sidrops-aspa-verification-28, section 5).
 *
 * <p><b>The document says:</b> remove consecutive duplicates; with N ASes left, the up-ramp begins
 * at the origin and lasts at most to the first hop that is "Not Provider+", at least to the first
 * that is not "Provider+"; the down-ramp likewise from the neighbour's end. Upstream, the up-ramp
 * must reach N; downstream, both together must.
 *
 * <p><b>We do</b> one walk from the neighbour's end. The hops are numbered from there, 1 to N - 1.
 * The down-ramp's length is the number of the first hop that fails downwards, and the up-ramp's is
 * N less the number of the last hop that fails upwards. So both together are less than N exactly
 * when there is a failing hop of each kind and the downward one has the smaller number: N need not
 * be known.
 *
 * <p><b>Recompute when</b> the path changes, or the ASPA of an AS in it.
 */
public final class AspaVerification {
  private static final int INVALID_BOTH =
      AspaValidity.INVALID.ordinal() | AspaValidity.INVALID.ordinal() << 2;

  private AspaVerification() {}

  /**
   * The verdicts on the AS_PATH of a canonical attribute block, both in one walk; read one with
   * {@link AspaValidity#of(int, Direction)}. The leftmost AS is not compared with the neighbour's:
   * see {@link #startsWith}.
   *
   * @return the ordinal of the upstream verdict, and that of the downstream one shifted by two
   */
  public static int verdicts(AspaTable table, byte[] bytes, int offset, int length) {
    int at = PathAttributes.find(bytes, offset, length, PathAttributes.AS_PATH);
    if (at < 0) {
      return INVALID_BOTH;
    }
    int i = PathAttributes.valueOffset(bytes, at);
    int end = i + PathAttributes.valueLength(bytes, at);
    if (i == end) {
      return INVALID_BOTH;
    }
    int left = 0;
    int leftRow = AspaTable.NONE;
    int hop = -1;
    int firstDownFailure = Integer.MAX_VALUE;
    int firstDownDoubt = Integer.MAX_VALUE;
    int lastUpFailure = 0;
    int lastUpDoubt = 0;
    while (i < end) {
      if (bytes[i] != AsPath.SegmentType.SEQUENCE.code()) {
        return INVALID_BOTH;
      }
      int segmentEnd = i + 2 + 4 * (bytes[i + 1] & 0xFF);
      for (i += 2; i < segmentEnd; i += 4) {
        int right = PathAttributes.int32(bytes, i);
        if (right == left && hop >= 0) {
          continue;
        }
        int rightRow = table.find(right);
        if (++hop > 0) {
          // Downwards the left AS is the customer, upwards the right one.
          if (leftRow == AspaTable.NONE) {
            firstDownDoubt = Math.min(firstDownDoubt, hop);
          } else if (firstDownFailure == Integer.MAX_VALUE && !table.names(leftRow, right)) {
            firstDownFailure = hop;
            firstDownDoubt = Math.min(firstDownDoubt, hop);
          }
          if (rightRow == AspaTable.NONE) {
            lastUpDoubt = hop;
          } else if (!table.names(rightRow, left)) {
            lastUpFailure = hop;
            lastUpDoubt = hop;
          }
        }
        left = right;
        leftRow = rightRow;
      }
    }
    AspaValidity up = validity(lastUpFailure > 0, lastUpDoubt > 0);
    AspaValidity down = validity(firstDownFailure < lastUpFailure, firstDownDoubt < lastUpDoubt);
    return up.ordinal() | down.ordinal() << 2;
  }

  private static AspaValidity validity(boolean tooShort, boolean maybeTooShort) {
    return tooShort
        ? AspaValidity.INVALID
        : maybeTooShort ? AspaValidity.UNKNOWN : AspaValidity.VALID;
  }

  /**
   * Whether the leftmost AS of the block's AS_PATH is the neighbour's. Where it is not, a route is
   * invalid in either direction, except one that a route server sent: it need not add its AS.
   */
  public static boolean startsWith(byte[] bytes, int offset, int length, int neighbor) {
    int at = PathAttributes.find(bytes, offset, length, PathAttributes.AS_PATH);
    if (at < 0 || PathAttributes.valueLength(bytes, at) == 0) {
      return false;
    }
    int i = PathAttributes.valueOffset(bytes, at);
    return bytes[i] == AsPath.SegmentType.SEQUENCE.code()
        && PathAttributes.int32(bytes, i + 2) == neighbor;
  }

  // ---- for people

  /** The verdict in one direction with what decided it; see {@link #verdicts}. */
  public static AspaVerdict explain(AspaTable table, AsPath path, Direction direction) {
    if (path.segments().isEmpty()) {
      return new AspaVerdict(direction, AspaValidity.INVALID, AspaVerdict.Cause.EMPTY, List.of());
    }
    if (path.segments().stream().anyMatch(s -> s.type() != AsPath.SegmentType.SEQUENCE)) {
      return new AspaVerdict(direction, AspaValidity.INVALID, AspaVerdict.Cause.SET, List.of());
    }
    List<Asn> ases = withoutRepetitions(path);
    List<AspaVerdict.Hop> up = new ArrayList<>();
    List<AspaVerdict.Hop> down = new ArrayList<>();
    for (int i = 1; i < ases.size(); i++) {
      up.add(hop(table, ases.get(i), ases.get(i - 1)));
      down.add(hop(table, ases.get(i - 1), ases.get(i)));
    }
    return switch (direction) {
      case UPSTREAM -> upstream(up);
      case DOWNSTREAM -> downstream(up, down);
    };
  }

  private static List<Asn> withoutRepetitions(AsPath path) {
    List<Asn> out = new ArrayList<>();
    for (AsPath.Segment s : path.segments()) {
      for (Asn asn : s.asns()) {
        if (out.isEmpty() || !out.getLast().equals(asn)) {
          out.add(asn);
        }
      }
    }
    return out;
  }

  private static AspaVerdict.Hop hop(AspaTable table, Asn customer, Asn provider) {
    return new AspaVerdict.Hop(
        customer, provider, table.authorized(customer.value(), provider.value()));
  }

  private static AspaVerdict upstream(List<AspaVerdict.Hop> up) {
    for (Authorization a : List.of(Authorization.NOT_PROVIDER, Authorization.NO_ATTESTATION)) {
      List<AspaVerdict.Hop> deciding =
          up.reversed().stream().filter(h -> h.authorization() == a).toList();
      if (!deciding.isEmpty()) {
        return AspaVerdict.byHops(
            Direction.UPSTREAM,
            a == Authorization.NOT_PROVIDER ? AspaValidity.INVALID : AspaValidity.UNKNOWN,
            deciding);
      }
    }
    return AspaVerdict.byHops(Direction.UPSTREAM, AspaValidity.VALID, List.of());
  }

  /** The ramps end at one hop each: these two decide. */
  private static AspaVerdict downstream(List<AspaVerdict.Hop> up, List<AspaVerdict.Hop> down) {
    int upEnd = last(up, true);
    int downEnd = first(down, true);
    if (downEnd < upEnd) {
      return AspaVerdict.byHops(
          Direction.DOWNSTREAM, AspaValidity.INVALID, List.of(up.get(upEnd), down.get(downEnd)));
    }
    upEnd = last(up, false);
    downEnd = first(down, false);
    return downEnd < upEnd
        ? AspaVerdict.byHops(
            Direction.DOWNSTREAM, AspaValidity.UNKNOWN, List.of(up.get(upEnd), down.get(downEnd)))
        : AspaVerdict.byHops(Direction.DOWNSTREAM, AspaValidity.VALID, List.of());
  }

  private static boolean ends(AspaVerdict.Hop hop, boolean forSure) {
    return switch (hop.authorization()) {
      case PROVIDER -> false;
      case NO_ATTESTATION -> !forSure;
      case NOT_PROVIDER -> true;
    };
  }

  private static int first(List<AspaVerdict.Hop> hops, boolean forSure) {
    for (int i = 0; i < hops.size(); i++) {
      if (ends(hops.get(i), forSure)) {
        return i;
      }
    }
    return Integer.MAX_VALUE;
  }

  private static int last(List<AspaVerdict.Hop> hops, boolean forSure) {
    for (int i = hops.size() - 1; i >= 0; i--) {
      if (ends(hops.get(i), forSure)) {
        return i;
      }
    }
    return -1;
  }
}
