package savd.cli;

import static savd.cli.TextTable.Column.left;
import static savd.cli.TextTable.Column.right;

/** {@code show rules} as a table. */
final class RulesText implements ControlCommand.TextRenderer {
  private final Terminal terminal;
  private final TextTable table;

  RulesText(Terminal terminal) {
    this.terminal = terminal;
    table =
        new TextTable(
            terminal,
            left("Source"),
            left("Verdict"),
            left("Layer"),
            right("Held"),
            left("Reason"));
  }

  @Override
  public String table() {
    return "rules";
  }

  @Override
  public void row(Document r) {
    table.row(
        r.text("source"),
        Words.verdict(r.text("verdict")),
        r.text("layer"),
        r.has("held_seconds") ? Words.duration(r.number("held_seconds")) : "",
        r.text("reason"));
  }

  @Override
  public void document(Document d) {
    table.finish();
    if (d.has("next")) {
      terminal.line("more: --after \"" + d.text("next") + "\"");
    }
  }
}
