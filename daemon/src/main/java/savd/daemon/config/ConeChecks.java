package savd.daemon.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import savd.net.Asn;
import savd.relation.ConeMode;

/** What must hold between what is said of PI-SAV, and what of it is doubtful. */
final class ConeChecks {
  private static final List<String> SECTION = List.of("pi-sav");

  private final SavdConfig config;
  private final CheckReport report;

  ConeChecks(SavdConfig config, CheckReport report) {
    this.config = config;
    this.report = report;
  }

  void run() {
    Map<Asn, String> named = new HashMap<>();
    for (MemberSection m : config.members()) {
      String other = named.putIfAbsent(m.asn(), m.name());
      if (other != null) {
        report.problem(member(m), "as", "[member." + other + "] is for it already");
      }
      member(m, config.piSav().listen().isEmpty());
    }
    config.tops().forEach(this::top);
    if (config.piSav().listen().isEmpty()) {
      nobodyCanAnswer(config.piSav().mode());
    } else if (config.interfaces().stream().noneMatch(ConeChecks::isPiSav)) {
      report.warning(
          SECTION,
          "listen",
          "no interface has the method pi-sav or pi-sav-loose: there is no cone to tell of");
    }
  }

  static boolean isPiSav(InterfaceSection i) {
    return i.method() == MethodName.PI_SAV || i.method() == MethodName.PI_SAV_LOOSE;
  }

  private static List<String> member(MemberSection m) {
    return List.of("member", m.name());
  }

  private void member(MemberSection m, boolean deaf) {
    Asn own = config.router().asn();
    if (m.asn().equals(own)) {
      report.problem(member(m), "as", own + " is our own AS, and a member is somebody else");
    }
    m.providers()
        .ifPresent(
            some -> {
              if (some.contains(m.asn())) {
                report.problem(member(m), "providers", m.asn() + " is the member itself");
              }
              if (some.isEmpty()) {
                report.warning(
                    member(m),
                    "providers",
                    "an empty list says nothing; name all of them, us too where we are one");
              }
            });
    if (m.key().isPresent() && deaf) {
      report.warning(member(m), "key", "it cannot talk to us without listen in [pi-sav]");
    }
  }

  private void top(TopSection t) {
    List<String> section = List.of("top", t.name());
    if (config.piSav().identity().isEmpty()) {
      report.problem(
          section,
          "address",
          "needs certificate and private-key in [pi-sav]: a top checks who we are");
    }
    if (t.asn().equals(config.router().asn())) {
      report.problem(section, "as", t.asn() + " is our own AS, and a top is above us");
    }
  }

  private void nobodyCanAnswer(ConeMode mode) {
    switch (mode) {
      case STANDALONE -> {}
      case CONSERVATIVE ->
          report.warning(
              SECTION,
              "mode",
              "members cannot answer without listen, and conservative is then like standalone");
      case AGGRESSIVE ->
          report.warning(
              SECTION,
              "mode",
              "members cannot answer without listen, and aggressive blocks nothing before they have");
    }
  }
}
