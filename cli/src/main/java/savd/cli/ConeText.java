package savd.cli;

import static savd.cli.TextTable.Column.left;
import static savd.cli.TextTable.Column.right;

/** {@code show cone} as a tree. */
final class ConeText implements ControlCommand.TextRenderer {
  private final Terminal terminal;
  private final TextTable table;

  ConeText(Terminal terminal) {
    this.terminal = terminal;
    table = new TextTable(terminal, left("AS"), right("Routes"), right("ROAs"), left("Because"));
  }

  @Override
  public String table() {
    return "cone";
  }

  @Override
  public void row(Document r) {
    Document prefixes = r.document("prefixes");
    table.row(
        "  ".repeat((int) Math.min(r.number("depth"), 100)) + "AS" + r.text("as"),
        prefixes.number("routes"),
        prefixes.number("roas"),
        r.text("text"));
  }

  @Override
  public void document(Document d) {
    table.finish();
    if (table.rows() == 0) {
      terminal.line("the cone is empty");
    }
    if (d.has("next")) {
      terminal.line("more: --after \"" + d.text("next") + "\"");
    }
  }
}
