package savd.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import savd.net.AddressFamily;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.PathAttributes;
import savd.net.Peer;
import savd.net.Prefix;
import savd.rib.RibView;
import savd.rib.RouteValidation;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.Payload;
import savd.rpki.payload.Vrp;
import savd.rpki.payload.VrpTable;

/**
 * Route validation as its documents put it (RFC 6811; draft-ietf-sidrops-aspa-verification,
 * sections on the upstream and downstream procedures), over lists and without haste.
 */
final class Verdicts implements RouteValidation {
  static final int ALL = RibView.LEAKED | RibView.ROV_INVALID | RibView.ASPA_INVALID;

  List<Vrp> vrps = List.of();
  List<Aspa> aspas = List.of();

  /** Flags that make a route ineligible. */
  int excluded = ALL;

  Payload payload() {
    VrpTable.Builder v4 = VrpTable.builder(AddressFamily.IPV4);
    VrpTable.Builder v6 = VrpTable.builder(AddressFamily.IPV6);
    vrps.forEach(v -> (v.prefix().family() == AddressFamily.IPV4 ? v4 : v6).add(v));
    return new Payload(v4.build(), v6.build(), AspaTable.of(aspas), java.util.Set.of());
  }

  Optional<Aspa> aspa(Asn customer) {
    return aspas.stream().filter(a -> a.customer().equals(customer)).findFirst();
  }

  // ---- RFC 6811

  int origin(Prefix prefix, OptionalLong origin) {
    List<Vrp> covering = vrps.stream().filter(v -> v.prefix().covers(prefix)).toList();
    if (covering.isEmpty()) {
      return 0;
    }
    boolean valid =
        covering.stream()
            .anyMatch(
                v ->
                    prefix.length() <= v.maxLength()
                        && v.asn().value() != 0
                        && origin.equals(OptionalLong.of(v.asn().toLong())));
    return valid ? RibView.ROV_VALID : RibView.ROV_INVALID;
  }

  @Override
  public int origin(AddressFamily family, long high, long low, int length, int originAs) {
    return origin(
        Prefix.of(family, high, low, length),
        originAs == 0 ? OptionalLong.empty() : OptionalLong.of(Integer.toUnsignedLong(originAs)));
  }

  // ---- ASPA

  /** The flag for a path from a neighbour in a role; its first AS is not looked at. */
  int path(AsPath path, Optional<BgpRole> role) {
    if (aspas.isEmpty() || role.isEmpty()) {
      return 0;
    }
    List<Asn> asns = new ArrayList<>();
    for (AsPath.Segment s : path.segments()) {
      if (s.type() != AsPath.SegmentType.SEQUENCE) {
        return RibView.ASPA_INVALID;
      }
      for (Asn a : s.asns()) {
        if (asns.isEmpty() || !asns.getLast().equals(a)) {
          asns.add(a);
        }
      }
    }
    if (asns.isEmpty()) {
      return RibView.ASPA_INVALID;
    }
    List<Asn> up = asns.reversed();
    int n = up.size();
    boolean isDown = role.get() == BgpRole.PROVIDER;
    int most = ramp(up, false) + (isDown ? ramp(asns, false) : 0);
    int least = ramp(up, true) + (isDown ? ramp(asns, true) : 0);
    if (most < n) {
      return RibView.ASPA_INVALID;
    }
    return least < n ? 0 : RibView.ASPA_VALID;
  }

  /** How many ASes from the beginning go up: until one excludes, or does not name, the next. */
  private int ramp(List<Asn> asns, boolean attested) {
    for (int i = 0; i + 1 < asns.size(); i++) {
      Asn provider = asns.get(i + 1);
      Optional<Aspa> aspa = aspa(asns.get(i));
      if (aspa.map(a -> !a.providers().contains(provider)).orElse(attested)) {
        return i + 1;
      }
    }
    return asns.size();
  }

  @Override
  public int path(byte[] block, int offset, int length) {
    AsPath path = PathAttributes.copyOf(block, offset, length).asPath();
    return code(path(path, Optional.of(BgpRole.CUSTOMER)))
        | code(path(path, Optional.of(BgpRole.PROVIDER))) << 2;
  }

  private static int code(int flag) {
    return flag == RibView.ASPA_VALID ? 1 : flag == RibView.ASPA_INVALID ? 2 : 0;
  }

  @Override
  public int fromPeer(Peer peer, int path, byte[] block, int offset, int length) {
    if (peer.role().isEmpty()) {
      return 0;
    }
    int code = peer.role().get() == BgpRole.PROVIDER ? path >> 2 : path & 3;
    return code == 1 ? RibView.ASPA_VALID : code == 2 ? RibView.ASPA_INVALID : 0;
  }

  @Override
  public int eligibility(int flags) {
    return (flags & excluded) == 0 ? 0 : RibView.INELIGIBLE;
  }
}
