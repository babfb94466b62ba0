package savd.cli;

import static savd.cli.TextTable.Column.left;
import static savd.cli.TextTable.Column.right;

/** {@code show cone} as a tree; where PI-SAV goes by it, with how each member stands. */
final class ConeText implements ControlCommand.TextRenderer {
  private final Terminal terminal;
  private TextTable table;
  private boolean standings;

  ConeText(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public String table() {
    return "cone";
  }

  @Override
  public void row(Document r) {
    if (table == null) {
      standings = r.has("state");
      table = standings ? withStandings() : plain();
    }
    Document prefixes = r.document("prefixes");
    String member = "  ".repeat((int) Math.min(r.number("depth"), 100)) + "AS" + r.text("as");
    long routes = prefixes.number("routes");
    long roas = prefixes.number("roas");
    if (standings) {
      String reason = r.has("reason") ? "; " + r.text("reason") : "";
      table.row(member, routes, roas, Words.standing(r.text("state")), r.text("text") + reason);
    } else {
      table.row(member, routes, roas, r.text("text"));
    }
  }

  private TextTable plain() {
    return new TextTable(terminal, left("AS"), right("Routes"), right("ROAs"), left("Because"));
  }

  private TextTable withStandings() {
    return new TextTable(
        terminal, left("AS"), right("Routes"), right("ROAs"), left("State"), left("Because"));
  }

  @Override
  public void document(Document d) {
    if (table == null) {
      terminal.line("the cone is empty");
    } else {
      table.finish();
    }
    if (d.has("next")) {
      terminal.line("more: --after \"" + d.text("next") + "\"");
    }
  }
}
