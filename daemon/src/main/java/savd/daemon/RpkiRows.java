package savd.daemon;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import savd.control.AspaRow;
import savd.control.ControlException;
import savd.control.ErrorKind;
import savd.control.Page;
import savd.control.RouterKeyRow;
import savd.net.Asn;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RouterKey;

/** Pages of {@code show rpki aspas} and {@code show rpki keys}, from data that never change. */
final class RpkiRows {
  private static final Comparator<RouterKey> BY_AS =
      Comparator.comparing(RouterKey::asn)
          .thenComparing(k -> HexFormat.of().formatHex(k.ski()))
          .thenComparing(k -> HexFormat.of().formatHex(k.publicKey()));

  private RpkiRows() {}

  static ControlException noCursor(String text) {
    return new ControlException(ErrorKind.BAD_REQUEST, "not a cursor: " + text);
  }

  // ---- ASPAs

  /**
   * @param after the customer to go on with
   */
  static Page<AspaRow> aspas(
      Payload data,
      SourceNames sources,
      Optional<Asn> customer,
      Optional<Asn> provider,
      Optional<String> after,
      int limit)
      throws ControlException {
    AspaTable table = data.aspas();
    if (customer.isPresent()) {
      int row = table.find(customer.get().value());
      return new Page<>(
          row != AspaTable.NONE && names(table, row, provider)
              ? List.of(row(table.aspa(row), sources))
              : List.of(),
          Optional.empty());
    }
    List<AspaRow> rows = new ArrayList<>();
    for (int i = firstNotBefore(table, from(after)); i < table.size(); i++) {
      if (names(table, i, provider)) {
        if (rows.size() == limit) {
          return new Page<>(rows, Optional.of(new Asn(table.customer(i)).toString()));
        }
        rows.add(row(table.aspa(i), sources));
      }
    }
    return new Page<>(rows, Optional.empty());
  }

  private static boolean names(AspaTable table, int row, Optional<Asn> provider) {
    return provider.isEmpty() || table.names(row, provider.get().value());
  }

  private static Asn from(Optional<String> after) throws ControlException {
    try {
      return after.map(Asn::parse).orElse(new Asn(0));
    } catch (IllegalArgumentException e) {
      throw noCursor(after.orElseThrow());
    }
  }

  private static int firstNotBefore(AspaTable table, Asn customer) {
    int low = 0;
    int high = table.size();
    while (low < high) {
      int mid = low + high >>> 1;
      if (Integer.compareUnsigned(table.customer(mid), customer.value()) < 0) {
        low = mid + 1;
      } else {
        high = mid;
      }
    }
    return low;
  }

  private static AspaRow row(Aspa a, SourceNames sources) {
    return new AspaRow(a.customer(), a.providers(), sources.ofAspa(a.customer()));
  }

  // ---- router keys

  /**
   * @param after how many to leave out: a set of keys is small, and changes seldom
   */
  static Page<RouterKeyRow> keys(
      Payload data, SourceNames sources, Optional<Asn> asn, Optional<String> after, int limit)
      throws ControlException {
    List<RouterKey> all =
        data.routerKeys().stream()
            .filter(k -> asn.isEmpty() || asn.get().equals(k.asn()))
            .sorted(BY_AS)
            .toList();
    int from = Math.min(offset(after), all.size());
    int to = (int) Math.min(all.size(), (long) from + limit);
    return new Page<>(
        all.subList(from, to).stream().map(k -> row(k, sources)).toList(),
        to < all.size() ? Optional.of(Integer.toString(to)) : Optional.empty());
  }

  private static int offset(Optional<String> after) throws ControlException {
    try {
      return after.map(Integer::parseUnsignedInt).filter(n -> n >= 0).orElse(0);
    } catch (NumberFormatException e) {
      throw noCursor(after.orElseThrow());
    }
  }

  private static RouterKeyRow row(RouterKey k, SourceNames sources) {
    return new RouterKeyRow(
        k.asn(),
        HexFormat.of().withUpperCase().formatHex(k.ski()),
        Base64.getEncoder().encodeToString(k.publicKey()),
        sources.of(k));
  }
}
