package savd.daemon;

import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import savd.control.ExplainAnswer;
import savd.control.RouteRow;
import savd.control.RuleRow;
import savd.net.AddressFamily;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Ipv6Address;
import savd.net.Prefix;
import savd.rpki.payload.Payload;
import savd.rules.Explanation;
import savd.rules.ListId;
import savd.rules.RouteEvidence;
import savd.rules.SavMethod;

/** Why a source passes or not, in the words of the control protocol. */
final class Explanations {
  private Explanations() {}

  /**
   * @param data what routes are validated with
   */
  static ExplainAnswer answer(Explanation e, Payload data) {
    Optional<ExplainAnswer.Reason> local =
        e.ready() ? local(e.source(), e.ingress()) : Optional.empty();
    long now = Math.floorDiv(System.nanoTime(), 1_000_000_000L);
    List<RouteEvidence> routes = local.isPresent() ? List.of() : e.reason().routes();
    return new ExplainAnswer(
        e.source(),
        e.ingress(),
        local.isPresent() ? RuleRow.Verdict.PERMIT : RuleRows.verdict(e.verdict()),
        local.isEmpty() && e.dropped(),
        e.mode(),
        e.method().map(SavMethod::word).orElse("off"),
        e.revision(),
        e.ready(),
        local.isPresent() ? RuleRow.Layer.LOCAL : layer(e.layer()),
        local.isPresent() ? Optional.empty() : e.reason().prefix().map(Prefix::toString),
        local.isPresent() ? Optional.empty() : e.list().map(ListId::toString),
        local.map(List::of).orElseGet(() -> ReasonLines.of(e.reason())),
        routes.stream().map(r -> row(r, data, now)).toList(),
        routes.stream().map(r -> r.peer().name()).distinct().toList(),
        List.of());
  }

  private static RuleRow.Layer layer(Explanation.Layer layer) {
    return switch (layer) {
      case ALLOW -> RuleRow.Layer.ALLOW;
      case DENY -> RuleRow.Layer.DENY;
      case LIST -> RuleRow.Layer.LIST;
      case DEFAULT -> RuleRow.Layer.DEFAULT;
    };
  }

  private static RouteRow row(RouteEvidence r, Payload data, long nowSeconds) {
    return new RouteRow(
        r.prefix(),
        r.peer().name(),
        r.peer().ingress(),
        Integer.toUnsignedLong(r.pathId()),
        r.attributes(),
        r.stale(),
        r.leaked(),
        RouteValidities.explained(r.flags(), r.peer(), r.prefix(), r.attributes().asPath(), data),
        Math.max(0, (int) nowSeconds - r.arrivalSeconds()));
  }

  /** Whether a source passes before any rule is looked at. */
  static boolean isLocal(IpAddress source, IngressInterface ingress) {
    return local(source, ingress).isPresent();
  }

  /**
   * The dataplane's own first step, which the rules do not know: link-local and own subnets pass.
   */
  private static Optional<ExplainAnswer.Reason> local(IpAddress source, IngressInterface ingress) {
    if (source instanceof Ipv6Address a && (a.isLinkLocal() || a.high() == 0 && a.low() == 0)) {
      return Optional.of(
          new ExplainAnswer.Reason("link-local", "link-local and unspecified sources always pass"));
    }
    return ownSubnets(ingress).stream()
        .filter(p -> p.contains(source))
        .findFirst()
        .map(
            p ->
                new ExplainAnswer.Reason(
                    "own-subnet", p + " is a subnet of " + ingress + " itself"));
  }

  private static List<Prefix> ownSubnets(IngressInterface ingress) {
    try {
      NetworkInterface found = NetworkInterface.getByName(ingress.name());
      return found == null
          ? List.of()
          : found.getInterfaceAddresses().stream().map(Explanations::subnet).toList();
    } catch (SocketException e) {
      return List.of();
    }
  }

  private static Prefix subnet(InterfaceAddress a) {
    IpAddress address = IpAddress.ofOctets(a.getAddress().getAddress());
    AddressFamily family = address.family();
    int length = a.getNetworkPrefixLength();
    return Prefix.of(
        family,
        address.high() & family.maskHigh(length),
        address.low() & family.maskLow(length),
        length);
  }
}
