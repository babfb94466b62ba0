package savd.cli;

import static savd.cli.TextTable.Column.left;
import static savd.cli.TextTable.Column.right;

import savd.cli.TextTable.Cell;

/** {@code validate}: the state, and every VRP that covers the route. */
record ValidateText(Terminal terminal) implements ControlCommand.TextRenderer {
  @Override
  public void document(Document d) {
    Cell state = Words.validity(d.text("state"));
    terminal.line(
        d.text("prefix")
            + " from AS"
            + d.text("as")
            + " is "
            + terminal.styled(state.text().replace('-', ' '), state.style())
            + ": "
            + d.text("text")
            + ".");
    TextTable table =
        new TextTable(
            terminal, left("Prefix"), right("Up to"), right("AS"), left("Match"), left("Sources"));
    for (Document v : d.documents("vrps")) {
      table.row(
          v.text("prefix"),
          "/" + v.text("max_length"),
          v.text("as"),
          match(v.text("match"), v.text("as"), v.text("filter")),
          Words.list(v.texts("sources")));
    }
    table.finish();
  }

  private static String match(String match, String asn, String filter) {
    return switch (match) {
      case "matches" -> "yes";
      case "other-as" -> asn.equals("0") ? "no: nobody may announce it" : "no: another AS";
      case "too-specific" -> "no: too specific";
      case "filtered" -> "no: dropped by " + filter;
      default -> match;
    };
  }
}
