package savd.cli;

import static savd.cli.TextTable.Column.left;
import static savd.cli.TextTable.Column.right;

import java.util.ArrayList;
import java.util.List;
import savd.cli.Terminal.Style;

/** {@code show interfaces} as a table, with what is missing or wrong below it. */
final class InterfaceText implements ControlCommand.TextRenderer {
  private final Terminal terminal;
  private final TextTable table;
  private final List<String> notes = new ArrayList<>();

  InterfaceText(Terminal terminal) {
    this.terminal = terminal;
    table =
        new TextTable(
            terminal,
            left("Interface"),
            left("Role"),
            left("Method"),
            left("Mode"),
            left("Ready"),
            left("List"),
            right("IPv4"),
            right("IPv6"),
            right("Held"),
            right("Passed"),
            right("Blocked"),
            left("Neighbors"));
  }

  @Override
  public String table() {
    return "interfaces";
  }

  @Override
  public void row(Document i) {
    String method = i.text("method");
    String effective = i.text("effective_method");
    Document prefixes = i.document("prefixes");
    Document packets = i.document("packets");
    table.row(
        i.text("name"),
        Words.orDash(i.text("role")),
        method.equals(effective) || effective.isEmpty() ? method : method + ": " + effective,
        Words.mode(i.text("mode")),
        Words.yesNo(i.flag("ready")),
        Words.orDash(i.text("list"))
            + (i.text("polarity").equals("blocklist") ? " (blocklist)" : ""),
        prefixes.number("ipv4"),
        prefixes.number("ipv6"),
        i.number("held"),
        packets.number("passed"),
        packets.number("blocked"),
        Words.list(i.texts("neighbors")));
    i.texts("waiting").forEach(w -> notes.add(i.text("name") + ": waiting for " + w));
    i.texts("problems")
        .forEach(p -> notes.add(terminal.styled(i.text("name") + ": " + p, Style.BAD)));
  }

  @Override
  public void document(Document d) {
    table.finish();
    notes.forEach(terminal::line);
  }
}
