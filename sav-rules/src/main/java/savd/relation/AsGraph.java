package savd.relation;

import java.util.Arrays;
import savd.net.AddressFamily;
import savd.net.AsPath;
import savd.net.PathAttributes;
import savd.rib.PrefixIndex;
import savd.rib.RibDelta;
import savd.rib.RibView;
import savd.rpki.payload.AspaTable;

/**
 * Who is whose customer, as far as ASPAs and the AS_PATHs of eligible routes show it
 * (draft-ietf-sidrops-bar-sav): in {@code ... z c ...} the AS c counts as a customer of z.
 *
 * <p>A path is counted once per attribute set, however many prefixes have it, and a segment that
 * many paths share once for all of them ({@link PathTree}). Paths with an AS_SET show nothing (RFC
 * 9774); segments of a confederation are not looked at.
 *
 * <p>Routes that are not eligible show no customers, but who is seen above whom: what speaks
 * against blocking somebody need not be proved.
 */
final class AsGraph {
  private static final int UNUSED = 0;

  private final RibView rib;
  private final AsSlots ases = new AsSlots();
  private final LinkTable links = new LinkTable(ases);
  private final PathTree paths;
  private AspaTable aspas;

  /** Per attribute set: routes that have it, the eligible ones of them, the node of its path. */
  private int[] seen = new int[1024];

  private int[] uses = new int[1024];
  private int[] leaves = new int[1024];
  private int[] path = new int[64];

  /** Reads the whole RIB. */
  AsGraph(RibView rib, AspaTable aspas) {
    this.rib = rib;
    this.aspas = aspas;
    paths = new PathTree(ases, links, aspas);
    for (int row = 0; row < aspas.size(); row++) {
      attest(aspas, row, true);
    }
    for (AddressFamily family : AddressFamily.values()) {
      PrefixIndex index = rib.prefixes(family);
      for (int id = 0, n = index.capacity(); id < n; id++) {
        for (int p = rib.firstPath(family, id); p != RibView.NONE; p = rib.nextPath(p)) {
          see(rib.attributesId(p), rib.flags(p));
        }
      }
    }
    endStep();
  }

  AsSlots ases() {
    return ases;
  }

  LinkTable links() {
    return links;
  }

  PathTree paths() {
    return paths;
  }

  AspaTable aspas() {
    return aspas;
  }

  // ---- steps

  /** Routes have changed; {@link LinkTable#forEachTurned} says what came of it. */
  void apply(RibDelta delta) {
    for (int i = 0; i < delta.size(); i++) {
      int before = delta.oldAttributes(i);
      int now = delta.newAttributes(i);
      if (before == now && isEligible(delta.oldFlags(i)) == isEligible(delta.newFlags(i))) {
        continue;
      }
      if (now != RibDelta.NONE) {
        see(now, delta.newFlags(i));
      }
      if (before != RibDelta.NONE) {
        forget(before, delta.oldFlags(i));
      }
    }
  }

  private static boolean isEligible(int flags) {
    return (flags & RibView.INELIGIBLE) == 0;
  }

  /** A link is declared by the provider, or no longer is. */
  void declare(int provider, int customer, int change) {
    int from = ases.take(provider);
    int to = ases.take(customer);
    links.declare(from, to, change);
    ases.release(from);
    ases.release(to);
  }

  /** A provider is named, or no longer is. */
  void name(int provider, int customer, int change) {
    int from = ases.take(provider);
    int to = ases.take(customer);
    links.name(from, to, change);
    ases.release(from);
    ases.release(to);
  }

  /** ASPAs have changed: those of these customers. */
  void aspasChanged(int[] customers, AspaTable after) {
    for (int customer : customers) {
      int old = aspas.find(customer);
      if (old != AspaTable.NONE) {
        attest(aspas, old, false);
      }
      int row = after.find(customer);
      if (row != AspaTable.NONE) {
        attest(after, row, true);
      }
    }
    aspas = after;
    paths.aspasChanged(customers, after);
  }

  private void attest(AspaTable table, int row, boolean named) {
    int customer = ases.take(table.customer(row));
    for (int k = 0; k < table.providerCount(row); k++) {
      if (table.provider(row, k) != 0) {
        int provider = ases.take(table.provider(row, k));
        links.attest(provider, customer, named);
        ases.release(provider);
      }
    }
    ases.release(customer);
  }

  /** Makes the step the past. */
  void endStep() {
    links.endStep();
    ases.endStep();
  }

  // ---- attribute sets

  private void see(int set, int flags) {
    if (set >= seen.length) {
      int n = Math.max(set + 1, seen.length + (seen.length >> 1));
      seen = Arrays.copyOf(seen, n);
      uses = Arrays.copyOf(uses, n);
      leaves = Arrays.copyOf(leaves, n);
    }
    if (seen[set]++ == UNUSED) {
      leaves[set] = paths.add(path, read(set));
    }
    if (isEligible(flags) && uses[set]++ == UNUSED) {
      paths.activate(leaves[set]);
    }
  }

  private void forget(int set, int flags) {
    if (isEligible(flags) && --uses[set] == UNUSED) {
      paths.deactivate(leaves[set]);
    }
    if (--seen[set] == UNUSED) {
      paths.remove(leaves[set]);
    }
  }

  /**
   * Puts the path of an attribute set into {@link #path}; returns its length without repeats and
   * loops.
   */
  private int read(int set) {
    byte[] bytes = rib.attributeBytes(set);
    int at =
        PathAttributes.find(
            bytes, rib.attributeOffset(set), rib.attributeLength(set), PathAttributes.AS_PATH);
    if (at < 0) {
      return 0;
    }
    int i = PathAttributes.valueOffset(bytes, at);
    int end = i + PathAttributes.valueLength(bytes, at);
    if (path.length < (end - i) / 4) {
      path = new int[(end - i) / 4];
    }
    int n = 0;
    while (i < end) {
      int type = bytes[i];
      int count = bytes[i + 1] & 0xFF;
      i += 2;
      if (type == AsPath.SegmentType.SET.code() || type == AsPath.SegmentType.CONFED_SET.code()) {
        return 0;
      }
      if (type == AsPath.SegmentType.SEQUENCE.code()) {
        n = append(bytes, i, count, n);
      }
      i += 4 * count;
    }
    return n;
  }

  private int append(byte[] bytes, int from, int count, int before) {
    int n = before;
    for (int k = 0, i = from; k < count; k++, i += 4) {
      int asn =
          (bytes[i] & 0xFF) << 24
              | (bytes[i + 1] & 0xFF) << 16
              | (bytes[i + 2] & 0xFF) << 8
              | bytes[i + 3] & 0xFF;
      // Nobody forwards in a loop: where an AS comes again, prepended or after others that it put
      // there to be avoided by them, what is between shows nothing.
      int known = n - 1;
      while (known >= 0 && path[known] != asn) {
        known--;
      }
      if (known >= 0) {
        n = known + 1;
      } else {
        path[n++] = asn;
      }
    }
    return n;
  }

  // ---- answers

  /** What speaks for a link now: bits of {@link LinkTable}, 0 for none. */
  int marks(int provider, int customer) {
    int from = ases.find(provider);
    int to = ases.find(customer);
    int link = from == AsSlots.NONE || to == AsSlots.NONE ? LinkTable.NONE : links.find(from, to);
    return link == LinkTable.NONE ? 0 : links.marks(link);
  }

  long bytes() {
    return ases.bytes() + links.bytes() + paths.bytes() + 12L * uses.length;
  }
}
