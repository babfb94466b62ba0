package savd.daemon;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import savd.control.ConeRow;
import savd.control.Page;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.relation.ConeLink;
import savd.relation.ConePage;
import savd.relation.Standing;
import savd.rpki.payload.Payload;
import savd.rpki.payload.VrpTable;

/** Pages of {@code show cone}. */
final class ConeRows {
  private ConeRows() {}

  /**
   * How a root of the tree is told of.
   *
   * @param configured members that the configuration names
   * @param where how it does so
   * @param others what the other roots are
   */
  record Roots(Set<Asn> configured, String where, String others) {}

  /**
   * @param routes how many prefixes each AS originates
   * @param data whose ROAs are counted
   */
  static Page<ConeRow> page(ConePage page, Roots roots, IntUnaryOperator routes, Payload data) {
    List<ConeRow> rows = page.rows().stream().map(r -> row(r, roots, routes, data)).toList();
    return new Page<>(rows, page.next().map(Asn::toString));
  }

  private static ConeRow row(ConePage.Row r, Roots roots, IntUnaryOperator routes, Payload data) {
    ConeLink link = r.link();
    Asn member = link.member();
    boolean named = roots.configured().contains(member);
    return new ConeRow(
        member,
        link.through(),
        r.depth(),
        why(link, named),
        text(link, named ? roots.where() : roots.others()),
        routes.applyAsInt(member.value()),
        roas(data, member),
        r.standing().map(ConeRows::standing));
  }

  private static ConeRow.Why why(ConeLink link, boolean configured) {
    if (link.through().isEmpty()) {
      return configured ? ConeRow.Why.CONFIGURED : ConeRow.Why.ROOT;
    }
    if (link.aspa().isPresent()) {
      return ConeRow.Why.ASPA;
    }
    return link.segment().isEmpty() ? ConeRow.Why.DECLARED : ConeRow.Why.PATH;
  }

  private static String text(ConeLink link, String root) {
    Optional<Asn> through = link.through();
    if (through.isEmpty()) {
      return root;
    }
    if (link.aspa().isPresent()) {
      return "its ASPA names AS" + through.get();
    }
    if (link.segment().isEmpty()) {
      return "declared to be below AS" + through.get();
    }
    return "behind AS"
        + through.get()
        + " in the path "
        + link.segment().stream().map(Asn::toString).collect(Collectors.joining(" "));
  }

  static ConeRow.Standing standing(Standing s) {
    return new ConeRow.Standing(
        s.state().word(), s.obstacle().map(o -> new ConeRow.Obstacle(o.kind(), o.toString())));
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
