package savd.rpki.slurm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import savd.net.Asn;
import savd.net.Prefix;
import savd.rpki.files.FileFault;

/**
 * Where two SLURM files speak of the same (RFC 8416, section 4.2): an address that prefixes of both
 * contain, an AS that the router key entries of both name. The same holds for the customer of an
 * ASPA; the draft for version 2 does not say so, but a filter in one file would undo an assertion
 * in the other just the same.
 *
 * <p>A prefix filter that names an AS only has no addresses, so the RFC counts no overlap.
 */
final class Overlaps {
  private static final int MOST_FAULTS = 100;

  private final List<FileFault> faults = new ArrayList<>();

  private Overlaps() {}

  /** What overlaps between any two of the files; at most a hundred. */
  static List<FileFault> between(List<SlurmFile> files) {
    Overlaps overlaps = new Overlaps();
    if (files.size() > 1) {
      overlaps.prefixes(files);
      overlaps.numbers(files);
    }
    return overlaps.faults;
  }

  private void add(SlurmPlace place, String what, SlurmPlace other) {
    if (faults.size() < MOST_FAULTS) {
      faults.add(
          new FileFault(
              place.file(),
              place.line(),
              place.member(),
              what + " overlaps " + other.file() + ":" + other.line()));
    }
  }

  // ---- addresses

  /** An entry's prefix, and once it is on the stack the nearest one around it of another file. */
  private static final class Node {
    private final int file;
    private final Prefix prefix;
    private final SlurmPlace place;
    private Node aroundOfOther;

    Node(int file, Prefix prefix, SlurmPlace place) {
      this.file = file;
      this.prefix = prefix;
      this.place = place;
    }
  }

  /** Prefixes are disjoint or nested: in order of address, those around one are a stack. */
  private void prefixes(List<SlurmFile> files) {
    List<Node> all = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      for (SlurmEntry.PrefixFilter f : files.get(i).prefixFilters()) {
        if (f.prefix().isPresent()) {
          all.add(new Node(i, f.prefix().get(), f.place()));
        }
      }
      for (SlurmEntry.PrefixAssertion a : files.get(i).prefixAssertions()) {
        all.add(new Node(i, a.vrp().prefix(), a.place()));
      }
    }
    all.sort(Comparator.comparing(n -> n.prefix));
    List<Node> around = new ArrayList<>();
    for (Node n : all) {
      while (!around.isEmpty() && !around.getLast().prefix.covers(n.prefix)) {
        around.removeLast();
      }
      if (!around.isEmpty()) {
        Node next = around.getLast();
        n.aroundOfOther = next.file != n.file ? next : next.aroundOfOther;
        if (n.aroundOfOther != null) {
          add(n.place, n.prefix.toString(), n.aroundOfOther.place);
        }
      }
      around.add(n);
    }
  }

  // ---- AS numbers

  private void numbers(List<SlurmFile> files) {
    Map<Asn, SlurmPlace> keys = new HashMap<>();
    Map<Asn, SlurmPlace> customers = new HashMap<>();
    for (SlurmFile f : files) {
      f.bgpsecFilters().forEach(e -> number(keys, e.asn(), e.place()));
      f.bgpsecAssertions().forEach(e -> number(keys, Optional.of(e.key().asn()), e.place()));
      f.aspaFilters().forEach(e -> number(customers, Optional.of(e.customer()), e.place()));
      f.aspaAssertions()
          .forEach(e -> number(customers, Optional.of(e.aspa().customer()), e.place()));
    }
  }

  private void number(Map<Asn, SlurmPlace> seen, Optional<Asn> asn, SlurmPlace place) {
    if (asn.isPresent()) {
      SlurmPlace first = seen.putIfAbsent(asn.get(), place);
      if (first != null && !first.file().equals(place.file())) {
        add(place, "AS" + asn.get(), first);
      }
    }
  }
}
