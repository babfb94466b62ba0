package savd.rpki.payload;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import savd.net.Asn;

/** All ASPAs in force, by customer: sorted columns, immutable. */
public final class AspaTable {
  public static final AspaTable EMPTY = new AspaTable(new int[0], new int[1], new int[0]);
  public static final int NONE = -1;

  private final int[] customers;

  /** Where in {@link #providers} those of a customer begin; one more than there are customers. */
  private final int[] begins;

  private final int[] providers;

  /**
   * Open addressing over {@link #customers}, rows plus one: path verification asks for every AS of
   * every path, mostly for one that has no ASPA.
   */
  private final int[] slots;

  private AspaTable(int[] customers, int[] begins, int[] providers) {
    this.customers = customers;
    this.begins = begins;
    this.providers = providers;
    // At most a third full, so that a miss is seldom more than one look.
    slots = new int[Integer.highestOneBit(customers.length * 3 | 1) << 1];
    for (int row = 0; row < customers.length; row++) {
      int slot = slot(customers[row]);
      while (slots[slot] != 0) {
        slot = slot + 1 & slots.length - 1;
      }
      slots[slot] = row + 1;
    }
  }

  private int slot(int customer) {
    int h = customer * 0x9E3779B9;
    return (h ^ h >>> 15) & slots.length - 1;
  }

  /**
   * What the data say of one AS as a provider of another (draft-ietf-sidrops-aspa-verification).
   */
  public enum Authorization {
    NO_ATTESTATION,
    PROVIDER,
    NOT_PROVIDER
  }

  /**
   * A table of these. Several of one customer are united, and AS 0 gives way to any other provider,
   * as the profile says.
   */
  public static AspaTable of(Iterable<Aspa> aspas) {
    TreeMap<Asn, Aspa> byCustomer = new TreeMap<>();
    for (Aspa a : aspas) {
      byCustomer.merge(a.customer(), a, AspaTable::union);
    }
    return ofSorted(byCustomer);
  }

  private static Aspa union(Aspa a, Aspa b) {
    List<Asn> all = new ArrayList<>(a.providers());
    all.addAll(b.providers());
    List<Asn> distinct = new ArrayList<>(all.stream().sorted().distinct().toList());
    if (distinct.size() > 1) {
      distinct.removeIf(p -> p.value() == 0);
    }
    return new Aspa(a.customer(), distinct);
  }

  private static AspaTable ofSorted(TreeMap<Asn, Aspa> byCustomer) {
    int[] customers = new int[byCustomer.size()];
    int[] begins = new int[customers.length + 1];
    int[] providers =
        new int[byCustomer.values().stream().mapToInt(a -> a.providers().size()).sum()];
    int i = 0;
    int n = 0;
    for (Aspa a : byCustomer.values()) {
      customers[i++] = a.customer().value();
      for (Asn p : a.providers()) {
        providers[n++] = p.value();
      }
      begins[i] = n;
    }
    return new AspaTable(customers, begins, providers);
  }

  /** The same without the customers named, and with these in the place of what they had. */
  public AspaTable with(Iterable<Asn> removed, Iterable<Aspa> replaced) {
    TreeMap<Asn, Aspa> byCustomer = new TreeMap<>();
    for (int i = 0; i < size(); i++) {
      byCustomer.put(new Asn(customers[i]), aspa(i));
    }
    removed.forEach(byCustomer::remove);
    replaced.forEach(a -> byCustomer.put(a.customer(), a));
    return ofSorted(byCustomer);
  }

  public int size() {
    return customers.length;
  }

  /** Providers named, over all customers. */
  public int providerCount() {
    return providers.length;
  }

  /** The customer of row {@code i}, as 32 bits; rows ascend. */
  public int customer(int i) {
    return customers[i];
  }

  /** How many providers row {@code i} names. */
  public int providerCount(int i) {
    return begins[i + 1] - begins[i];
  }

  /** Provider {@code k} of row {@code i}, as 32 bits, ascending; 0 says that there are none. */
  public int provider(int i, int k) {
    return providers[begins[i] + k];
  }

  public Aspa aspa(int i) {
    List<Asn> list = new ArrayList<>(providerCount(i));
    for (int k = begins[i]; k < begins[i + 1]; k++) {
      list.add(new Asn(providers[k]));
    }
    return new Aspa(new Asn(customers[i]), list);
  }

  /** The row of a customer, or {@link #NONE}. */
  public int find(int customer) {
    int slot = slot(customer);
    while (slots[slot] != 0) {
      int row = slots[slot] - 1;
      if (customers[row] == customer) {
        return row;
      }
      slot = slot + 1 & slots.length - 1;
    }
    return NONE;
  }

  /** Whether row {@code i} names this provider; AS 0 is none. */
  public boolean names(int i, int provider) {
    return provider != 0 && search(providers, begins[i], begins[i + 1], provider) != NONE;
  }

  /** Whether {@code provider} is one of {@code customer}'s. */
  public Authorization authorized(int customer, int provider) {
    int row = find(customer);
    if (row == NONE) {
      return Authorization.NO_ATTESTATION;
    }
    return names(row, provider) ? Authorization.PROVIDER : Authorization.NOT_PROVIDER;
  }

  private static int search(int[] a, int from, int to, int key) {
    int low = from;
    int high = to - 1;
    while (low <= high) {
      int mid = low + high >>> 1;
      int c = Integer.compareUnsigned(a[mid], key);
      if (c == 0) {
        return mid;
      }
      if (c < 0) {
        low = mid + 1;
      } else {
        high = mid - 1;
      }
    }
    return NONE;
  }

  /** The customers about whom the two tables differ, ascending. */
  public static int[] differing(AspaTable a, AspaTable b) {
    int[] out = new int[a.size() + b.size()];
    int n = 0;
    int i = 0;
    int j = 0;
    while (i < a.size() || j < b.size()) {
      int c =
          i == a.size()
              ? 1
              : j == b.size() ? -1 : Integer.compareUnsigned(a.customers[i], b.customers[j]);
      if (c != 0 || !sameProviders(a, i, b, j)) {
        out[n++] = c <= 0 ? a.customers[i] : b.customers[j];
      }
      i += c <= 0 ? 1 : 0;
      j += c >= 0 ? 1 : 0;
    }
    return Arrays.copyOf(out, n);
  }

  private static boolean sameProviders(AspaTable a, int i, AspaTable b, int j) {
    return Arrays.equals(
        a.providers, a.begins[i], a.begins[i + 1], b.providers, b.begins[j], b.begins[j + 1]);
  }

  /** Octets of the columns. */
  public long bytes() {
    return 4L * (customers.length + begins.length + providers.length + slots.length);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof AspaTable t
        && Arrays.equals(customers, t.customers)
        && Arrays.equals(begins, t.begins)
        && Arrays.equals(providers, t.providers);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(customers) + Arrays.hashCode(providers);
  }

  @Override
  public String toString() {
    return size() + " ASPAs";
  }
}
