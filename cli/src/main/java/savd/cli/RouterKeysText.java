package savd.cli;

import static savd.cli.TextTable.Column.left;
import static savd.cli.TextTable.Column.right;

/** {@code show rpki keys} as a table; the keys themselves are for programs. */
final class RouterKeysText implements ControlCommand.TextRenderer {
  private final Terminal terminal;
  private final TextTable table;

  RouterKeysText(Terminal terminal) {
    this.terminal = terminal;
    table = new TextTable(terminal, right("AS"), left("Key identifier"), left("Sources"));
  }

  @Override
  public String table() {
    return "keys";
  }

  @Override
  public void row(Document r) {
    table.row(r.text("as"), r.text("ski"), Words.list(r.texts("sources")));
  }

  @Override
  public void document(Document d) {
    table.finish();
    if (table.rows() == 0) {
      terminal.line("no such router key");
    }
    if (d.has("next")) {
      terminal.line("more: --after \"" + d.text("next") + "\"");
    }
  }
}
