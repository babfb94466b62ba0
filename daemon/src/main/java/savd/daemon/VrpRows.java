package savd.daemon;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import savd.control.ControlException;
import savd.control.OriginVerdict;
import savd.control.Page;
import savd.control.ValidateAnswer;
import savd.control.VrpFilter;
import savd.control.VrpRow;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.Prefix;
import savd.rpki.payload.NamedPayload;
import savd.rpki.payload.Payload;
import savd.rpki.payload.Vrp;
import savd.rpki.payload.VrpTable;
import savd.rpki.slurm.SlurmEntry;

/**
 * Pages of {@code show rpki vrps}, and {@code validate}, from data that never change.
 *
 * <p>A cursor is the VRP to go on with: its prefix, maximum length and AS. If it is gone from the
 * next set, the one that would stand behind it is the next.
 */
final class VrpRows {
  private VrpRows() {}

  // ---- tables

  /**
   * @param after cursor of the page before; an unknown form is a bad request
   */
  static Page<VrpRow> page(
      Payload data, SourceNames sources, VrpFilter filter, Optional<String> after, int limit)
      throws ControlException {
    Optional<Vrp> from = cursor(after);
    AddressFamily family =
        from.map(Vrp::prefix)
            .or(filter::prefix)
            .map(Prefix::family)
            .or(filter::family)
            .orElse(AddressFamily.IPV4);
    VrpTable table = data.vrps(family);
    Span span = span(table, filter);
    int first = from.map(v -> notBefore(table, v)).orElse(0);
    List<VrpRow> rows = new ArrayList<>();
    for (int place = span.begin(first); place < span.end; place++) {
      int row = span.row.applyAsInt(place);
      if (row < first || filter.asn().isPresent() && !isOf(table, row, filter.asn().get())) {
        continue;
      }
      if (rows.size() == limit) {
        return new Page<>(rows, Optional.of(cursor(table.vrp(row))));
      }
      rows.add(row(table.vrp(row), sources));
    }
    boolean ipv6Follows =
        family == AddressFamily.IPV4 && filter.prefix().isEmpty() && filter.family().isEmpty();
    Vrp firstOfAll = new Vrp(Prefix.of(AddressFamily.IPV6, 0, 0, 0), 0, new Asn(0));
    return new Page<>(rows, ipv6Follows ? Optional.of(cursor(firstOfAll)) : Optional.empty());
  }

  private static boolean isOf(VrpTable table, int row, Asn asn) {
    return table.asn(row) == asn.value();
  }

  static VrpRow row(Vrp v, SourceNames sources) {
    return new VrpRow(v.prefix(), v.maxLength(), v.asn(), sources.of(v));
  }

  /**
   * Where the rows asked for are.
   *
   * @param row of a place
   * @param direct the places are the rows
   */
  private record Span(int begin, int end, IntUnaryOperator row, boolean direct) {
    /** The place to begin with when rows before one are not wanted. */
    int begin(int firstRow) {
      return direct ? Math.max(begin, firstRow) : begin;
    }
  }

  private static Span span(VrpTable t, VrpFilter filter) {
    if (filter.prefix().isEmpty()) {
      return filter
          .asn()
          .map(a -> new Span(t.originBegin(a.value()), t.originEnd(a.value()), t::byOrigin, false))
          .orElseGet(() -> direct(0, t.size()));
    }
    Prefix p = filter.prefix().get();
    int begin = t.firstWithin(p.high(), p.low(), p.length());
    return switch (filter.match()) {
      case EXACT -> {
        boolean there = begin < t.size() && t.vrp(begin).prefix().equals(p);
        yield direct(begin, there ? t.endOfPrefix(begin) : begin);
      }
      case LONGER -> direct(begin, t.endWithin(p.high(), p.low(), p.length()));
      case COVERING -> {
        int[] rows = covering(t, p).stream().mapToInt(row -> row).sorted().toArray();
        yield new Span(0, rows.length, i -> rows[i], false);
      }
    };
  }

  private static Span direct(int begin, int end) {
    return new Span(begin, end, row -> row, true);
  }

  /** The rows that cover a prefix, the longest first. */
  private static List<Integer> covering(VrpTable t, Prefix p) {
    List<Integer> rows = new ArrayList<>();
    int group = t.longestCovering(p.high(), p.low(), p.length());
    for (; group != VrpTable.NONE; group = t.lessSpecific(group)) {
      for (int row = group; row < t.endOfPrefix(group); row++) {
        rows.add(row);
      }
    }
    return rows;
  }

  // ---- cursors

  private static String cursor(Vrp v) {
    return v.prefix() + " " + v.maxLength() + " " + v.asn();
  }

  private static Optional<Vrp> cursor(Optional<String> after) throws ControlException {
    if (after.isEmpty()) {
      return Optional.empty();
    }
    String[] words = after.get().split(" ", -1);
    try {
      if (words.length == 3) {
        return Optional.of(
            new Vrp(Prefix.parse(words[0]), Integer.parseInt(words[1]), Asn.parse(words[2])));
      }
    } catch (IllegalArgumentException e) {
      throw RpkiRows.noCursor(after.get());
    }
    throw RpkiRows.noCursor(after.get());
  }

  /** The first row that is the VRP or stands behind where it would be. */
  private static int notBefore(VrpTable t, Vrp v) {
    Prefix p = v.prefix();
    int row = t.firstWithin(p.high(), p.low(), p.length());
    while (row < t.size() && isBefore(t.vrp(row), v)) {
      row++;
    }
    return row;
  }

  private static boolean isBefore(Vrp a, Vrp b) {
    return a.prefix().equals(b.prefix())
        && (a.maxLength() < b.maxLength()
            || a.maxLength() == b.maxLength() && a.asn().compareTo(b.asn()) < 0);
  }

  // ---- one route

  /**
   * Origin validation (RFC 6811) of a route that need not exist, with every VRP that covers it, and
   * with those that would if no local exception dropped them.
   */
  static ValidateAnswer validate(Payload data, SourceNames sources, Prefix p, Asn origin) {
    VrpTable table = data.vrps(p.family());
    List<ValidateAnswer.Covering> vrps = new ArrayList<>();
    for (int row : covering(table, p)) {
      Vrp v = table.vrp(row);
      vrps.add(new ValidateAnswer.Covering(row(v, sources), match(v, p, origin), Optional.empty()));
    }
    final int inForce = vrps.size();
    dropped(sources, p).forEach((v, filter) -> vrps.add(filtered(v, filter, sources)));
    // The sort is stable: within a kind the longest stay first.
    vrps.sort(Comparator.comparing(ValidateAnswer.Covering::match));
    int match = table.matching(p.high(), p.low(), p.length(), origin.value());
    OriginVerdict state =
        switch (table.validate(p.high(), p.low(), p.length(), origin.value())) {
          case VALID -> OriginVerdict.VALID;
          case INVALID -> OriginVerdict.INVALID;
          case NOT_FOUND -> OriginVerdict.NOT_FOUND;
        };
    String text =
        switch (state) {
          case VALID -> table.vrp(match) + " matches";
          case INVALID ->
              inForce == 1
                  ? "the VRP that covers the route does not match"
                  : "none of the " + inForce + " VRPs that cover the route matches";
          case NOT_FOUND -> "no VRP covers the route";
        };
    return new ValidateAnswer(p, origin, state, text, vrps);
  }

  /** What sources say of a prefix and filters drop, and the filter. */
  private static Map<Vrp, SlurmEntry> dropped(SourceNames sources, Prefix p) {
    Map<Vrp, SlurmEntry> out = new LinkedHashMap<>();
    for (NamedPayload source : sources.sources()) {
      VrpTable table = source.payload().vrps(p.family());
      for (int row : covering(table, p)) {
        Vrp v = table.vrp(row);
        sources
            .slurm()
            .dropping(v)
            .filter(f -> sources.slurm().adding(v).isEmpty())
            .ifPresent(f -> out.put(v, f));
      }
    }
    return out;
  }

  private static ValidateAnswer.Covering filtered(Vrp v, SlurmEntry filter, SourceNames sources) {
    return new ValidateAnswer.Covering(
        new VrpRow(v.prefix(), v.maxLength(), v.asn(), sources.saying(v)),
        ValidateAnswer.Match.FILTERED,
        Optional.of(filter.place().toString()));
  }

  private static ValidateAnswer.Match match(Vrp v, Prefix p, Asn origin) {
    if (v.asn().value() == 0 || !v.asn().equals(origin)) {
      return ValidateAnswer.Match.OTHER_AS;
    }
    return p.length() > v.maxLength()
        ? ValidateAnswer.Match.TOO_SPECIFIC
        : ValidateAnswer.Match.MATCHES;
  }
}
