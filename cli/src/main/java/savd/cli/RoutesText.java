package savd.cli;

import static savd.cli.TextTable.Column.left;
import static savd.cli.TextTable.Column.right;

import java.util.ArrayList;
import java.util.List;

/** {@code show routes} as a table, with what decides verdicts below it. */
final class RoutesText implements ControlCommand.TextRenderer {
  private final Terminal terminal;
  private final TextTable table;
  private final List<String> reasons = new ArrayList<>();

  RoutesText(Terminal terminal) {
    this.terminal = terminal;
    table =
        new TextTable(
            terminal,
            left("Prefix"),
            left(""),
            left("Neighbor"),
            left("Interface"),
            left("Next hop"),
            right("Age"),
            left("ROV"),
            left("ASPA"),
            left("AS path"));
  }

  @Override
  public String table() {
    return "routes";
  }

  @Override
  public void row(Document r) {
    String flags =
        (r.flag("stale") ? "S" : "")
            + (r.flag("leaked") ? "L" : "")
            + (r.flag("ineligible") ? "X" : "");
    String path = r.text("as_path");
    table.row(
        r.text("prefix"),
        flags,
        r.text("neighbor") + (r.number("path_id") == 0 ? "" : "#" + r.number("path_id")),
        Words.orDash(r.text("interface")),
        Words.orDash(r.text("next_hop")),
        Words.duration(r.number("age_seconds")),
        Words.validity(r.text("rov")),
        Words.validity(r.text("aspa")),
        (path + " " + origin(r.text("origin"))).strip());
    reason(r, "origin", "rov");
    reason(r, "path", "aspa");
  }

  private void reason(Document r, String what, String member) {
    String reason = r.text(member + "_reason");
    if (!reason.isEmpty()) {
      reasons.add(r.text("neighbor") + ": " + what + " " + r.text(member) + ", " + reason);
    }
  }

  private static String origin(String origin) {
    return switch (origin) {
      case "igp" -> "i";
      case "egp" -> "e";
      default -> "?";
    };
  }

  @Override
  public void document(Document d) {
    table.finish();
    if (table.rows() == 0) {
      terminal.line("no such route");
    }
    reasons.forEach(terminal::line);
    if (d.has("next")) {
      terminal.line("more: --after \"" + d.text("next") + "\"");
    }
  }
}
