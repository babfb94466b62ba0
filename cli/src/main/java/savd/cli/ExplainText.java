package savd.cli;

import java.util.List;
import savd.cli.Terminal.Style;

/** {@code explain} as a paragraph, with the routes behind it. */
record ExplainText(Terminal terminal) implements ControlCommand.TextRenderer {
  @Override
  public void document(Document d) {
    boolean permitted = d.text("verdict").equals("permit");
    terminal.line(
        d.text("source")
            + " on "
            + d.text("interface")
            + " is "
            + (permitted
                ? terminal.styled("permitted", Style.GOOD)
                : terminal.styled("blocked", Style.BAD))
            + consequence(d, permitted)
            + ".");
    terminal.line(decision(d));
    if (!d.flag("ready")) {
      terminal.line(
          terminal.styled(
              "The interface is not ready: not all routes its method reads are here yet.",
              Style.DOUBTFUL));
    }
    List<Document> reasons = d.documents("reasons");
    if (!reasons.isEmpty()) {
      terminal.line("Because");
      reasons.forEach(r -> terminal.line("  " + r.text("text")));
    }
    List<String> neighbors = d.texts("neighbors");
    if (!neighbors.isEmpty()) {
      terminal.line(
          (neighbors.size() == 1 ? "Neighbor behind it: " : "Neighbors behind it: ")
              + Words.list(neighbors));
    }
    RoutesText routes = new RoutesText(terminal);
    List<Document> rows = d.documents("routes");
    if (!rows.isEmpty()) {
      terminal.line("Routes behind it:");
      rows.forEach(routes::row);
      routes.document(new Document(java.util.Map.of()));
    }
    rlocs(d.documents("rlocs"));
  }

  private void rlocs(List<Document> rlocs) {
    if (!rlocs.isEmpty()) {
      terminal.line("It is an RLOC of CETP sessions:");
      CetpText.Rlocs table = new CetpText.Rlocs(terminal);
      rlocs.forEach(table::row);
      table.document(new Document(java.util.Map.of()));
    }
  }

  private static String consequence(Document d, boolean permitted) {
    if (permitted) {
      return "";
    }
    return switch (d.text("mode")) {
      case "enforce" -> d.flag("dropped") ? ", and dropped" : ", but not dropped yet";
      case "monitor" -> ", but only counted (mode monitor)";
      default -> ", but passes (mode off)";
    };
  }

  private static String decision(Document d) {
    String rule = d.text("rule");
    String what =
        switch (d.text("layer")) {
          case "local" -> "the interface's own addresses always pass";
          case "allow" -> "configured exception " + rule;
          case "deny" -> "denied prefix " + rule;
          case "list" -> rule + (d.has("list") ? " on " + d.text("list") : " on its list");
          default -> "no rule covers the source" + (d.has("list") ? " on " + d.text("list") : "");
        };
    return "Decided by: "
        + what
        + " (method "
        + d.text("method")
        + ", revision "
        + d.number("revision")
        + ").";
  }
}
