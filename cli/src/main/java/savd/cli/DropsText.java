package savd.cli;

import static savd.cli.TextTable.Column.left;
import static savd.cli.TextTable.Column.right;

/** {@code show drops}: totals, then samples. */
record DropsText(Terminal terminal) implements ControlCommand.TextRenderer {
  @Override
  public void document(Document d) {
    TextTable totals =
        new TextTable(terminal, left("Interface"), right("Blocked"), right("Samples"));
    for (Document t : d.documents("totals")) {
      totals.row(t.text("interface"), t.number("blocked"), t.number("samples"));
    }
    totals.finish();
    TextTable samples =
        new TextTable(
            terminal,
            left("Time"),
            left("Interface"),
            left("Source"),
            left("Destination"),
            left("Protocol"),
            left("Verdict"));
    for (Document s : d.documents("drops")) {
      samples.row(
          s.text("at"),
          s.text("interface"),
          s.text("source"),
          Words.orDash(s.text("destination")),
          s.text("protocol"),
          s.flag("dropped") ? "dropped" : "counted");
    }
    if (totals.rows() > 0 && samples.rows() > 0) {
      terminal.line("");
    }
    samples.finish();
    evidence(d, totals.rows() + samples.rows() > 0);
  }

  /** What a CETP edge has seen of spoofing, where there is one. */
  private void evidence(Document d, boolean more) {
    TextTable seen = CetpText.evidence(terminal, d);
    if (seen.rows() > 0) {
      if (more) {
        terminal.line("");
      }
      seen.finish();
    }
  }
}
