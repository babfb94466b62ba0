package savd.rpki.files;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RouterKey;
import savd.rpki.payload.VrpTable;

/** Collects what a file says, in any order, duplicates welcome. */
final class PayloadBuilder {
  /** Some twenty times as many as there are; what has more is not what it seems. */
  static final int MOST_VRPS = 1 << 24;

  private final VrpTable.Builder ipv4 = VrpTable.builder(AddressFamily.IPV4);
  private final VrpTable.Builder ipv6 = VrpTable.builder(AddressFamily.IPV6);
  private final List<Aspa> aspas = new ArrayList<>();
  private final Set<RouterKey> keys = new LinkedHashSet<>();

  /**
   * Adds a VRP.
   *
   * @return what is wrong with it, or an empty text
   */
  String vrp(PrefixText prefix, int maxLength, int asn) {
    int bits = prefix.family().bits();
    if (maxLength < prefix.length() || maxLength > bits) {
      return "maximum length " + maxLength + " is not in " + prefix.length() + ".." + bits;
    }
    if (ipv4.size() + ipv6.size() == MOST_VRPS) {
      return "more than " + MOST_VRPS + " VRPs";
    }
    (prefix.family() == AddressFamily.IPV4 ? ipv4 : ipv6)
        .add(prefix.high(), prefix.low(), prefix.length(), maxLength, asn);
    return "";
  }

  /**
   * Adds an ASPA whose providers may come in any order; AS 0 gives way to any other, as in a union.
   *
   * @return what is wrong with it, or an empty text
   */
  String aspa(Asn customer, List<Asn> providers) {
    List<Asn> sorted = new ArrayList<>(providers.stream().sorted().distinct().toList());
    if (sorted.size() > 1) {
      sorted.removeIf(p -> p.value() == 0);
    }
    try {
      aspas.add(new Aspa(customer, sorted));
      return "";
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  void key(RouterKey key) {
    keys.add(key);
  }

  Payload build() {
    return new Payload(ipv4.build(), ipv6.build(), AspaTable.of(aspas), keys);
  }
}
