package savd.cli;

import static savd.cli.TextTable.Column.left;
import static savd.cli.TextTable.Column.right;

/** {@code show rpki vrps} as a table. */
final class VrpsText implements ControlCommand.TextRenderer {
  private final Terminal terminal;
  private final TextTable table;

  VrpsText(Terminal terminal) {
    this.terminal = terminal;
    table = new TextTable(terminal, left("Prefix"), right("Up to"), right("AS"), left("Sources"));
  }

  @Override
  public String table() {
    return "vrps";
  }

  @Override
  public void row(Document r) {
    table.row(
        r.text("prefix"), "/" + r.text("max_length"), r.text("as"), Words.list(r.texts("sources")));
  }

  @Override
  public void document(Document d) {
    table.finish();
    if (table.rows() == 0) {
      terminal.line("no such VRP");
    }
    if (d.has("next")) {
      terminal.line("more: --after \"" + d.text("next") + "\"");
    }
  }
}
