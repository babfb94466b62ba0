package savd.cli;

import static savd.cli.TextTable.Column.left;
import static savd.cli.TextTable.Column.right;

import java.util.List;
import savd.cli.Terminal.Style;

/** {@code show rpki slurm} as a table, with what is wrong with the files below it. */
final class SlurmText implements ControlCommand.TextRenderer {
  private final Terminal terminal;
  private final TextTable table;

  SlurmText(Terminal terminal) {
    this.terminal = terminal;
    table =
        new TextTable(
            terminal, left("Kind"), left("What"), right("Matches"), left("Place"), left("Comment"));
  }

  @Override
  public String table() {
    return "entries";
  }

  @Override
  public void row(Document e) {
    table.row(
        e.text("kind"),
        e.text("text"),
        e.number("matches"),
        e.text("file") + ":" + e.number("line"),
        e.text("comment"));
  }

  @Override
  public void document(Document d) {
    table.finish();
    List<String> problems = d.texts("problems");
    if (table.rows() == 0 && problems.isEmpty()) {
      terminal.line("no local exception is in force");
    }
    if (!problems.isEmpty()) {
      terminal.line(terminal.styled("The files that were read last are not in force:", Style.BAD));
      problems.forEach(p -> terminal.line("  " + p));
    }
  }
}
