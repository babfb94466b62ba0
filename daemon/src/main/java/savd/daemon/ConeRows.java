package savd.daemon;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import savd.control.ConeRow;
import savd.control.Page;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.relation.ConeLink;
import savd.relation.ConePage;
import savd.rpki.payload.Payload;
import savd.rpki.payload.VrpTable;

/** Pages of {@code show cone}. */
final class ConeRows {
  private ConeRows() {}

  /**
   * @param configured members that the configuration names
   * @param routes how many prefixes each AS originates
   * @param data whose ROAs are counted
   */
  static Page<ConeRow> page(ConePage page, Set<Asn> configured, OriginCounts routes, Payload data) {
    List<ConeRow> rows = page.rows().stream().map(r -> row(r, configured, routes, data)).toList();
    return new Page<>(rows, page.next().map(Asn::toString));
  }

  private static ConeRow row(
      ConePage.Row r, Set<Asn> configured, OriginCounts routes, Payload data) {
    ConeLink link = r.link();
    Asn member = link.member();
    boolean named = configured.contains(member);
    return new ConeRow(
        member,
        link.through(),
        r.depth(),
        why(link, named),
        text(link, named),
        routes.prefixes(member.value()),
        roas(data, member));
  }

  private static ConeRow.Why why(ConeLink link, boolean configured) {
    if (link.through().isEmpty()) {
      return configured ? ConeRow.Why.CONFIGURED : ConeRow.Why.ROOT;
    }
    return link.aspa().isPresent() ? ConeRow.Why.ASPA : ConeRow.Why.PATH;
  }

  private static String text(ConeLink link, boolean configured) {
    Optional<Asn> through = link.through();
    if (through.isEmpty()) {
      return configured ? "named in allow-as" : "where the cone begins";
    }
    if (link.aspa().isPresent()) {
      return "its ASPA names AS" + through.get();
    }
    return "behind AS"
        + through.get()
        + " in the path "
        + link.segment().stream().map(Asn::toString).collect(Collectors.joining(" "));
  }

  private static long roas(Payload data, Asn member) {
    long n = 0;
    for (AddressFamily family : AddressFamily.values()) {
      VrpTable t = data.vrps(family);
      n += t.originEnd(member.value()) - t.originBegin(member.value());
    }
    return n;
  }
}
