package savd.testbed.router;

import java.util.List;
import savd.net.AddressFamily;
import savd.net.Prefix;

/** A plan in bgpd's language. */
final class FrrConfiguration {
  private final RouterPlan plan;
  private final StringBuilder c = new StringBuilder();

  FrrConfiguration(RouterPlan plan) {
    this.plan = plan;
  }

  static String name(AddressFamily family) {
    return family == AddressFamily.IPV4 ? "ipv4" : "ipv6";
  }

  private static String ip(AddressFamily family) {
    return family == AddressFamily.IPV4 ? "ip" : "ipv6";
  }

  private void line(String text) {
    c.append(text).append('\n');
  }

  String text() {
    line("log stdout informational");
    // Before the neighbours: bgpd takes notice of route maps that come later after five seconds,
    // and
    // refuses routes until then.
    plan.sessions().forEach(this::routeMaps);
    line("route-map OWN permit 10");
    line(" set local-preference 200");
    line("exit");
    plan.rtr().ifPresent(this::cache);
    line("router bgp " + plan.asn());
    line(" bgp router-id " + plan.identifier());
    line(" no bgp ebgp-requires-policy");
    line(" no bgp network import-check");
    line(" no bgp default ipv4-unicast");
    if (plan.sessions().stream()
        .anyMatch(s -> s.options().gracefulRestart() == Session.GracefulRestart.ON)) {
      line(" bgp graceful-restart");
    }
    plan.sessions().forEach(this::neighbour);
    for (AddressFamily family : AddressFamily.values()) {
      family(family);
    }
    return c.toString();
  }

  private void cache(RtrSource source) {
    line("rpki");
    line(" rpki polling_period 3600");
    line(" rpki retry_interval 1");
    line(" rpki cache " + source.address() + " " + source.port() + " preference 1");
    line("exit");
  }

  private void neighbour(Session s) {
    String n = " neighbor " + s.remote();
    line(n + " remote-as " + s.remoteAs());
    line(n + " update-source " + s.local());
    line(n + " timers connect 2");
    line(n + " advertisement-interval 0");
    s.options().password().ifPresent(p -> line(n + " password " + p));
    if (s.options().role()) {
      line(n + " local-role " + s.relation().ownRole());
    }
    if (s.options().passive()) {
      line(n + " passive");
    }
    if (s.options().withoutCapabilities()) {
      line(n + " dont-capability-negotiate");
    }
  }

  private void family(AddressFamily family) {
    line(" address-family " + name(family) + " unicast");
    Session.of(family, plan.originated()).forEach(p -> line("  network " + p + " route-map OWN"));
    for (Session s : plan.sessions()) {
      if (s.carries(family)) {
        String n = "  neighbor " + s.remote();
        line(n + " activate");
        line(n + " route-map IN-" + s.name() + " in");
        line(n + " route-map OUT-" + s.name() + " out");
        if (s.options().addPath()) {
          line(n + " addpath-tx-all-paths");
        }
      }
    }
    line(" exit-address-family");
  }

  private void routeMaps(Session s) {
    line(
        "route-map IN-" + s.name() + (s.policy().ignoresWhatItHears() ? " deny 10" : " permit 10"));
    line(" set local-preference " + s.relation().localPreference());
    int entry = 10;
    for (AddressFamily family : AddressFamily.values()) {
      entry = among(s, family, "HELD", s.policy().withheld(), entry, "deny", null);
    }
    String cone = s.relation().getsOnlyOwnCone() ? " match local-preference 200" : null;
    for (AddressFamily family : AddressFamily.values()) {
      entry = among(s, family, "MARK", s.policy().noExport(), entry, "permit", cone);
    }
    line("route-map OUT-" + s.name() + " permit " + entry);
    if (cone != null) {
      line(cone);
    }
  }

  /** An entry for some prefixes of a family; returns the number of the next. */
  private int among(
      Session s,
      AddressFamily family,
      String what,
      List<Prefix> prefixes,
      int entry,
      String action,
      String alsoMatch) {
    List<Prefix> some = Session.of(family, prefixes);
    if (some.isEmpty()) {
      return entry;
    }
    String list = what + "-" + name(family) + "-" + s.name();
    some.forEach(p -> line(ip(family) + " prefix-list " + list + " permit " + p));
    line("route-map OUT-" + s.name() + " " + action + " " + entry);
    line(" match " + ip(family) + " address prefix-list " + list);
    if (alsoMatch != null) {
      line(alsoMatch);
    }
    if (action.equals("permit")) {
      line(" set community no-export additive");
    }
    return entry + 10;
  }
}
