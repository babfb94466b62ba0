package savd.cli;

import static savd.cli.TextTable.Column.left;

import java.util.TreeMap;

/** {@code diff}: sources whose verdict would change, sums, and what differs in the files. */
final class DiffText implements ControlCommand.TextRenderer {
  private final Terminal terminal;
  private final TextTable table;
  private final TreeMap<String, long[]> sums = new TreeMap<>();

  DiffText(Terminal terminal) {
    this.terminal = terminal;
    table =
        new TextTable(terminal, left("Interface"), left("Source"), left("Would"), left("Reason"));
  }

  @Override
  public String table() {
    return "changes";
  }

  @Override
  public void row(Document c) {
    boolean permit = c.text("change").equals("permit");
    sums.computeIfAbsent(c.text("interface"), name -> new long[2])[permit ? 0 : 1]++;
    table.row(
        c.text("interface"), c.text("source"), Words.verdict(c.text("change")), c.text("reason"));
  }

  @Override
  public void document(Document d) {
    table.finish();
    sums.forEach(
        (name, count) ->
            terminal.line(
                name + ": " + count[1] + " newly blocked, " + count[0] + " newly permitted"));
    if (sums.isEmpty()) {
      terminal.line("No source changes its verdict.");
    }
    if (!d.texts("configuration").isEmpty()) {
      terminal.line("In the configuration:");
      d.texts("configuration").forEach(line -> terminal.line("  " + line));
    }
  }
}
