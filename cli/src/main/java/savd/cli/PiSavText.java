package savd.cli;

import static savd.cli.TextTable.Column.left;
import static savd.cli.TextTable.Column.right;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import savd.cli.Terminal.Style;
import savd.cli.TextTable.Cell;

/** {@code show pi-sav} as one screen. */
record PiSavText(Terminal terminal) implements ControlCommand.TextRenderer {
  @Override
  public void document(Document d) {
    if (d.has("mode")) {
      cone(d);
    } else {
      terminal.line("PI-SAV is the method of no interface");
    }
    if (d.flag("detour_announced")) {
      terminal.line(
          terminal.styled("A detour is announced to our tops by the operator.", Style.DOUBTFUL));
    }
    if (d.has("listener")) {
      listener(d.document("listener"));
    }
    sessions("Members", "Notice sent", "Says", d.documents("members"));
    sessions("Tops", "Notice heard", "Told", d.documents("tops"));
  }

  private void cone(Document d) {
    boolean inForce = d.flag("in_force");
    field("Mode", d.text("mode"));
    field(
        "In force",
        inForce
            ? terminal.styled("yes", Style.GOOD)
            : terminal.styled("no", Style.BAD) + ", nothing is blocked before all have answered");
    Document s = d.document("standing");
    field(
        "Members",
        s.number("standalone")
            + " standalone, "
            + s.number("no_detour")
            + " without detour, "
            + s.number("sub_transit")
            + " sub-transit, "
            + s.number("below_sub_transit")
            + " below sub-transit");
    waitedFor(d);
    terminal.line("");
    TextTable table =
        new TextTable(
            terminal, left("Protected"), right("Of the cone"), right("Standalone"), right("Now"));
    d.documents("shares").forEach(f -> shares(table, f));
    table.finish();
  }

  private void waitedFor(Document d) {
    long n = d.number("waited_for");
    List<String> named = d.texts("waited_for_as");
    field(
        "Silent",
        n == 0
            ? "nobody"
            : Words.asns(named) + (n > named.size() ? " and " + (n - named.size()) + " more" : ""));
  }

  private static void shares(TextTable table, Document f) {
    boolean ipv4 = f.text("family").equals("ipv4");
    Document cone = f.document("cone");
    String family = ipv4 ? "IPv4" : "IPv6";
    table.row(
        family + " prefixes",
        cone.text("prefixes"),
        part(f.document("standalone"), "prefixes"),
        part(f.document("now"), "prefixes"));
    table.row(
        family + (ipv4 ? " addresses" : " /64 networks"),
        whole(cone, "networks"),
        part(f.document("standalone"), "networks"),
        part(f.document("now"), "networks"));
  }

  private static String part(Document part, String unit) {
    return part.has(unit + "_percent")
        ? String.format(
            Locale.ROOT, "%s, %.1f %%", whole(part, unit), part.decimal(unit + "_percent"))
        : "-";
  }

  private static String whole(Document d, String name) {
    return Long.toString(Math.round(d.decimal(name)));
  }

  private void listener(Document l) {
    terminal.line("");
    field("Our key", l.text("key"));
    field("Their keys", l.number("bound_keys") + " known");
    field("Notice", l.number("serial") == 0 ? "none yet" : "serial " + l.number("serial"));
    l.documents("refused").forEach(r -> terminal.line(terminal.styled(refused(r), Style.BAD)));
  }

  private static String refused(Document r) {
    return "refused "
        + Words.count(r.number("count"), "time")
        + ": "
        + r.text("kind")
        + ", last "
        + r.text("last");
  }

  private void sessions(String title, String notice, String says, List<Document> sessions) {
    if (sessions.isEmpty()) {
      return;
    }
    terminal.line("");
    TextTable table =
        new TextTable(
            terminal,
            left(title),
            left("Name"),
            left("Address"),
            left("State"),
            right(notice),
            right("Answered"),
            left(says));
    sessions.forEach(
        s ->
            table.row(
                s.has("as") ? "AS" + s.text("as") : "-",
                Words.orDash(s.text("name")),
                s.text("address"),
                s.text("state"),
                Words.orDash(s.text("notice_sent")),
                answered(s),
                s.has("statement") ? statement(s.document("statement")) : "-"));
    table.finish();
    sessions.forEach(this::problems);
  }

  /** An answer to an older notice than the latest is none to that. */
  private static Cell answered(Document s) {
    boolean due = s.number("notice_answered") < s.number("notice_sent");
    return new Cell(Words.orDash(s.text("notice_answered")), due ? Style.DOUBTFUL : Style.PLAIN);
  }

  private static String statement(Document s) {
    List<String> parts = new ArrayList<>();
    List<String> detoured = s.texts("detoured");
    parts.add(
        s.text("detour").equals("none")
            ? "no detour"
            : "detour" + (detoured.isEmpty() ? "" : " to " + some(detoured)));
    if (s.has("in_force") && !s.flag("in_force")) {
      parts.add("not in force");
    }
    switch (s.text("outside")) {
      case "none" -> parts.add("no provider outside");
      case "some" -> parts.add("providers outside");
      default -> {}
    }
    if (!s.texts("providers").isEmpty()) {
      parts.add("below " + some(s.texts("providers")));
    }
    if (!s.texts("partial_transit").isEmpty()) {
      parts.add("partial transit for " + some(s.texts("partial_transit")));
    }
    if (s.number("outside_origins") > 0) {
      parts.add(Words.count(s.number("outside_origins"), "prefix", "prefixes") + " seen outside");
    }
    return String.join(", ", parts);
  }

  private static String some(List<String> asns) {
    return Words.asns(asns.stream().limit(5).collect(Collectors.toList()))
        + (asns.size() > 5 ? " …" : "");
  }

  private void problems(Document s) {
    List<String> lines = new ArrayList<>();
    for (Document r : s.documents("refused")) {
      lines.add(refused(r));
    }
    if (s.has("last_problem")) {
      lines.add(s.text("last_problem"));
    }
    for (String line : lines) {
      terminal.line(
          terminal.styled(
              (s.has("as") ? "AS" + s.text("as") : s.text("address")) + ": " + line, Style.BAD));
    }
  }

  private void field(String name, String value) {
    new Fields(terminal, 12).field(name, value);
  }
}
