package savd.daemon.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.tomlj.Toml;
import savd.net.Asn;
import savd.relation.ConeMode;

/** What must hold between what is said of PI-SAV, and what of it is doubtful. */
final class ConeChecks {
  private static final List<String> SECTION = List.of("pi-sav");

  private final SavdConfig config;
  private final BiFunction<List<String>, String, Integer> lines;
  private final Consumer<ConfigProblem> problems;
  private final Consumer<ConfigProblem> warnings;

  /** See {@link ConfigChecks}. */
  ConeChecks(
      SavdConfig config,
      BiFunction<List<String>, String, Integer> lines,
      Consumer<ConfigProblem> problems,
      Consumer<ConfigProblem> warnings) {
    this.config = config;
    this.lines = lines;
    this.problems = problems;
    this.warnings = warnings;
  }

  void run() {
    Map<Asn, String> named = new HashMap<>();
    for (MemberSection m : config.members()) {
      String other = named.putIfAbsent(m.asn(), m.name());
      if (other != null) {
        tell(problems, member(m), "as", "[member." + other + "] is for it already");
      }
      member(m, config.piSav().listen().isEmpty());
    }
    config.tops().forEach(this::top);
    if (config.piSav().listen().isEmpty()) {
      nobodyCanAnswer(config.piSav().mode());
    } else if (config.interfaces().stream().noneMatch(ConeChecks::isPiSav)) {
      tell(
          warnings,
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
      tell(problems, member(m), "as", own + " is our own AS, and a member is somebody else");
    }
    m.providers()
        .ifPresent(
            some -> {
              if (some.contains(m.asn())) {
                tell(problems, member(m), "providers", m.asn() + " is the member itself");
              }
              if (some.isEmpty()) {
                tell(
                    warnings,
                    member(m),
                    "providers",
                    "an empty list says nothing; name all of them, us too where we are one");
              }
            });
    if (m.key().isPresent() && deaf) {
      tell(warnings, member(m), "key", "it cannot talk to us without listen in [pi-sav]");
    }
  }

  private void top(TopSection t) {
    List<String> section = List.of("top", t.name());
    if (config.piSav().identity().isEmpty()) {
      tell(
          problems,
          section,
          "address",
          "needs certificate and private-key in [pi-sav]: a top checks who we are");
    }
    if (t.asn().equals(config.router().asn())) {
      tell(problems, section, "as", t.asn() + " is our own AS, and a top is above us");
    }
  }

  private void nobodyCanAnswer(ConeMode mode) {
    switch (mode) {
      case STANDALONE -> {}
      case CONSERVATIVE ->
          tell(
              warnings,
              SECTION,
              "mode",
              "members cannot answer without listen, and conservative is then like standalone");
      case AGGRESSIVE ->
          tell(
              warnings,
              SECTION,
              "mode",
              "members cannot answer without listen, and aggressive blocks nothing before they have");
    }
  }

  private void tell(Consumer<ConfigProblem> to, List<String> section, String key, String text) {
    List<String> path = new ArrayList<>(section);
    path.add(key);
    to.accept(new ConfigProblem(lines.apply(section, key), Toml.joinKeyPath(path), text));
  }
}
