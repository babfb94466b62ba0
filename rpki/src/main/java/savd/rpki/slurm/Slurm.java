package savd.rpki.slurm;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.Prefix;
import savd.rpki.files.BadFile;
import savd.rpki.files.FileFault;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RouterKey;
import savd.rpki.payload.Vrp;
import savd.rpki.payload.VrpTable;
import savd.rpki.slurm.SlurmEntry.AspaAssertion;
import savd.rpki.slurm.SlurmEntry.AspaFilter;
import savd.rpki.slurm.SlurmEntry.BgpsecAssertion;
import savd.rpki.slurm.SlurmEntry.BgpsecFilter;
import savd.rpki.slurm.SlurmEntry.PrefixAssertion;
import savd.rpki.slurm.SlurmEntry.PrefixFilter;

/**
 * All local exceptions in force: what they make of a set of validated data, and who asked for it.
 * Immutable.
 */
public final class Slurm {
  public static final Slurm NONE = new Slurm(List.of());

  private final List<SlurmFile> files;
  private final VrpTable[] assertedVrps = new VrpTable[2];

  private Slurm(List<SlurmFile> files) {
    this.files = List.copyOf(files);
    for (AddressFamily family : AddressFamily.values()) {
      VrpTable.Builder table = VrpTable.builder(family);
      prefixAssertions()
          .filter(a -> a.vrp().prefix().family() == family)
          .forEach(a -> table.add(a.vrp()));
      assertedVrps[family.ordinal()] = table.build();
    }
  }

  /** The union of these; {@link BadFile} where two of them overlap (RFC 8416, section 4.2). */
  public static Slurm of(List<SlurmFile> files) throws BadFile {
    List<FileFault> overlaps = Overlaps.between(files);
    if (!overlaps.isEmpty()) {
      throw new BadFile(overlaps);
    }
    return files.isEmpty() ? NONE : new Slurm(files);
  }

  public List<SlurmFile> files() {
    return files;
  }

  public int filterCount() {
    return files.stream().mapToInt(SlurmFile::filterCount).sum();
  }

  public int assertionCount() {
    return files.stream().mapToInt(SlurmFile::assertionCount).sum();
  }

  /** Every entry, filters of a file first. */
  public Stream<SlurmEntry> entries() {
    return files.stream()
        .flatMap(
            f ->
                Stream.of(
                        f.prefixFilters(),
                        f.bgpsecFilters(),
                        f.aspaFilters(),
                        f.prefixAssertions(),
                        f.bgpsecAssertions(),
                        f.aspaAssertions())
                    .flatMap(List::stream));
  }

  private Stream<PrefixFilter> prefixFilters() {
    return files.stream().flatMap(f -> f.prefixFilters().stream());
  }

  private Stream<PrefixAssertion> prefixAssertions() {
    return files.stream().flatMap(f -> f.prefixAssertions().stream());
  }

  private Stream<AspaAssertion> aspaAssertions() {
    return files.stream().flatMap(f -> f.aspaAssertions().stream());
  }

  // ---- who asked for it

  /** The first filter that drops a VRP which sources have. */
  public Optional<PrefixFilter> dropping(Vrp vrp) {
    return prefixFilters().filter(f -> f.matches(vrp)).findFirst();
  }

  /** The filter that drops what sources have of a customer. */
  public Optional<AspaFilter> dropping(Asn customer) {
    return files.stream()
        .flatMap(f -> f.aspaFilters().stream())
        .filter(f -> f.customer().equals(customer))
        .findFirst();
  }

  /** The first filter that drops a router key which sources have. */
  public Optional<BgpsecFilter> dropping(RouterKey key) {
    return files.stream()
        .flatMap(f -> f.bgpsecFilters().stream())
        .filter(f -> f.matches(key))
        .findFirst();
  }

  /** The first assertion that adds a VRP, whether or not sources have it too. */
  public Optional<PrefixAssertion> adding(Vrp vrp) {
    return prefixAssertions().filter(a -> a.vrp().equals(vrp)).findFirst();
  }

  /** The assertions that add providers to a customer. */
  public List<AspaAssertion> adding(Asn customer) {
    return aspaAssertions().filter(a -> a.aspa().customer().equals(customer)).toList();
  }

  /** The first assertion that adds a router key. */
  public Optional<BgpsecAssertion> adding(RouterKey key) {
    return files.stream()
        .flatMap(f -> f.bgpsecAssertions().stream())
        .filter(a -> a.key().equals(key))
        .findFirst();
  }

  // ---- what it makes of data

  /**
   * What is in force when this is what sources say: filters first, then assertions. Tables that
   * nothing touches are the very same objects.
   */
  public Payload apply(Payload from) {
    if (files.isEmpty()) {
      return from;
    }
    return new Payload(
        apply(from.ipv4()), apply(from.ipv6()), aspas(from.aspas()), keys(from.routerKeys()));
  }

  private VrpTable apply(VrpTable from) {
    VrpTable asserted = assertedVrps[from.family().ordinal()];
    BitSet dropped = new BitSet();
    prefixFilters().forEach(f -> mark(f, from, dropped));
    VrpTable.Builder removed = VrpTable.builder(from.family());
    for (int row = dropped.nextSetBit(0); row >= 0; row = dropped.nextSetBit(row + 1)) {
      add(from, row, removed);
    }
    VrpTable.Builder added = VrpTable.builder(from.family());
    for (int row = 0; row < asserted.size(); row++) {
      int there = from.find(asserted.vrp(row));
      if (there == VrpTable.NONE || dropped.get(there)) {
        add(asserted, row, added);
      }
    }
    return from.apply(removed.build(), added.build());
  }

  private static void add(VrpTable from, int row, VrpTable.Builder to) {
    to.add(from.high(row), from.low(row), from.length(row), from.maxLength(row), from.asn(row));
  }

  /** Marks the rows that a filter matches: those within its prefix, or those of its AS. */
  private static void mark(PrefixFilter filter, VrpTable table, BitSet marked) {
    if (filter.prefix().isPresent()) {
      Prefix p = filter.prefix().get();
      if (p.family() != table.family()) {
        return;
      }
      int end = table.endWithin(p.high(), p.low(), p.length());
      for (int row = table.firstWithin(p.high(), p.low(), p.length()); row < end; row++) {
        if (filter.asn().isEmpty() || filter.asn().get().value() == table.asn(row)) {
          marked.set(row);
        }
      }
    } else {
      int asn = filter.asn().orElseThrow().value();
      int end = table.originEnd(asn);
      for (int place = table.originBegin(asn); place < end; place++) {
        marked.set(table.byOrigin(place));
      }
    }
  }

  private AspaTable aspas(AspaTable from) {
    Set<Asn> dropped = new LinkedHashSet<>();
    files.forEach(f -> f.aspaFilters().forEach(a -> dropped.add(a.customer())));
    Set<Asn> asserted = new LinkedHashSet<>();
    List<Aspa> parts = new ArrayList<>();
    aspaAssertions()
        .forEach(
            a -> {
              asserted.add(a.aspa().customer());
              parts.add(a.aspa());
            });
    for (Asn customer : asserted) {
      int row = from.find(customer.value());
      if (row != AspaTable.NONE && !dropped.contains(customer)) {
        parts.add(from.aspa(row));
      }
    }
    if (dropped.isEmpty() && parts.isEmpty()) {
      return from;
    }
    AspaTable united = AspaTable.of(parts);
    List<Aspa> replaced = new ArrayList<>(united.size());
    for (int row = 0; row < united.size(); row++) {
      replaced.add(united.aspa(row));
    }
    return from.with(dropped, replaced);
  }

  private Set<RouterKey> keys(Set<RouterKey> from) {
    Set<RouterKey> out = new LinkedHashSet<>();
    from.stream().filter(k -> dropping(k).isEmpty()).forEach(out::add);
    files.forEach(f -> f.bgpsecAssertions().forEach(a -> out.add(a.key())));
    return out;
  }

  /** "2 files, 3 filters, 4 assertions". */
  @Override
  public String toString() {
    return files.size()
        + " files, "
        + filterCount()
        + " filters, "
        + assertionCount()
        + " assertions";
  }
}
