package savd.cli;

import static savd.cli.TextTable.Column.left;
import static savd.cli.TextTable.Column.right;

import savd.cli.Terminal.Style;

/** {@code show dataplane}. */
record DataplaneText(Terminal terminal) implements ControlCommand.TextRenderer {
  @Override
  public void document(Document d) {
    Fields fields = new Fields(terminal, 14);
    fields.field(
        "Kind", d.text("kind") + (d.has("table") ? ", table inet " + d.text("table") : ""));
    fields.field("State", d.text("state") + (d.flag("coupled") ? "" : " (decoupled)"));
    fields.field(
        "Revision",
        d.number("revision")
            + (d.number("revision") == d.number("wanted_revision")
                ? ""
                : ", wanted " + d.number("wanted_revision")));
    fields.field("Error", terminal.styled(d.text("error"), errorStyle(d)));
    fields.field(
        "Commits",
        d.number("commits")
            + ", "
            + d.number("failures")
            + " failed, "
            + d.number("repairs")
            + " repairs");
    fields.field(
        "Commit time",
        d.has("last_commit_micros")
            ? "last "
                + millis(d.number("last_commit_micros"))
                + ", median "
                + millis(d.number("median_commit_micros"))
                + ", p99 "
                + millis(d.number("p99_commit_micros"))
            : "");
    fields.field(
        "Compared",
        d.has("last_reconcile_seconds")
            ? Words.duration(d.number("last_reconcile_seconds")) + " ago"
            : "");
    fields.field(
        "Holds", d.number("intervals") + " intervals in " + d.number("objects") + " objects");
    TextTable table =
        new TextTable(terminal, left("Interface"), left("Mode"), right("Passed"), right("Blocked"));
    for (Document i : d.documents("interfaces")) {
      table.row(
          i.text("name"), Words.mode(i.text("mode")), i.number("passed"), i.number("blocked"));
    }
    table.finish();
  }

  private static Style errorStyle(Document d) {
    return d.has("error") ? Style.BAD : Style.PLAIN;
  }

  private static String millis(long micros) {
    long hundredths = (micros + 5) / 10;
    return hundredths / 100 + "." + (hundredths % 100 < 10 ? "0" : "") + hundredths % 100 + " ms";
  }
}
