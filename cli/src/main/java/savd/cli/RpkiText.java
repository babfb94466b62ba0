package savd.cli;

import static savd.cli.TextTable.Column.left;
import static savd.cli.TextTable.Column.right;

import java.util.ArrayList;
import java.util.List;
import savd.cli.Terminal.Style;

/** {@code show rpki}: what is in force, what it says of the routes, and the sources. */
record RpkiText(Terminal terminal) implements ControlCommand.TextRenderer {
  @Override
  public void document(Document d) {
    Fields fields = new Fields(terminal, 13);
    fields.field("RPKI data", availability(d));
    Document vrps = d.document("vrps");
    fields.field("VRPs", vrps.number("ipv4") + " IPv4, " + vrps.number("ipv6") + " IPv6");
    fields.field("ASPAs", d.number("aspas"));
    fields.field("Router keys", d.number("router_keys"));
    slurm(fields, d.document("slurm"));
    if (d.has("routes")) {
      routes(fields, d.document("routes"));
    }
    sources(d.documents("sources"));
  }

  private String availability(Document d) {
    String word = d.text("availability");
    return terminal.styled(Words.availability(word), Words.availabilityStyle(word))
        + " since "
        + d.text("since")
        + (d.has("cache") ? ", from cache " + d.text("cache") : "");
  }

  private void slurm(Fields fields, Document s) {
    List<String> problems = s.texts("problems");
    if (s.number("files") == 0 && problems.isEmpty()) {
      return;
    }
    fields.field(
        "SLURM",
        Words.count(s.number("filters"), "filter")
            + ", "
            + Words.count(s.number("assertions"), "assertion")
            + " from "
            + Words.count(s.number("files"), "file")
            + (s.number("unused") > 0 ? ", " + s.number("unused") + " without effect" : ""));
    if (!problems.isEmpty()) {
      fields.field("", terminal.styled("what was read last is not in force:", Style.BAD));
      problems.forEach(p -> fields.field("", p));
    }
  }

  private static void routes(Fields fields, Document routes) {
    Document rov = routes.document("rov");
    fields.field(
        "Origins",
        rov.number("valid")
            + " valid, "
            + rov.number("invalid")
            + " invalid, "
            + rov.number("not_found")
            + " not found");
    Document aspa = routes.document("aspa");
    fields.field(
        "Paths",
        aspa.number("valid")
            + " valid, "
            + aspa.number("invalid")
            + " invalid, "
            + aspa.number("unknown")
            + " unknown");
    fields.field("Not used", Words.count(routes.number("ineligible"), "route"));
  }

  private void sources(List<Document> sources) {
    TextTable table =
        new TextTable(
            terminal,
            left("Source"),
            left("Kind"),
            left("In use"),
            right("VRPs"),
            right("ASPAs"),
            right("Keys"));
    List<String> problems = new ArrayList<>();
    for (Document s : sources) {
      Document vrps = s.document("vrps");
      table.row(
          s.text("name"),
          s.text("kind"),
          s.flag("in_use") ? "yes" : "no",
          vrps.number("ipv4") + vrps.number("ipv6"),
          s.number("aspas"),
          s.number("router_keys"));
      s.texts("problems")
          .forEach(p -> problems.add(terminal.styled(Words.about(s.text("name"), p), Style.BAD)));
    }
    table.finish();
    problems.forEach(terminal::line);
  }
}
