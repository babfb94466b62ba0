package savd.cli;

import static savd.cli.TextTable.Column.left;
import static savd.cli.TextTable.Column.right;

import java.util.List;

/** {@code show rpki aspas} as a table; AS 0 alone says that there is no provider. */
final class AspasText implements ControlCommand.TextRenderer {
  private final Terminal terminal;
  private final TextTable table;

  AspasText(Terminal terminal) {
    this.terminal = terminal;
    table = new TextTable(terminal, right("Customer"), left("Sources"), left("Providers"));
  }

  @Override
  public String table() {
    return "aspas";
  }

  @Override
  public void row(Document r) {
    List<String> providers = r.texts("providers");
    table.row(
        "AS" + r.text("customer"),
        Words.list(r.texts("sources")),
        providers.equals(List.of("0")) ? "none" : Words.asns(providers));
  }

  @Override
  public void document(Document d) {
    table.finish();
    if (table.rows() == 0) {
      terminal.line("no such ASPA");
    }
    if (d.has("next")) {
      terminal.line("more: --after \"" + d.text("next") + "\"");
    }
  }
}
