package savd.cli;

import static savd.cli.TextTable.Column.left;
import static savd.cli.TextTable.Column.right;

import savd.cli.Terminal.Style;

/** {@code show neighbors}: a table, or everything about one. */
final class NeighborText implements ControlCommand.TextRenderer {
  private final Terminal terminal;
  private final boolean detailed;
  private final TextTable table;

  NeighborText(Terminal terminal, boolean detailed) {
    this.terminal = terminal;
    this.detailed = detailed;
    table =
        new TextTable(
            terminal,
            left("Neighbor"),
            left("Address"),
            right("AS"),
            left("Interface"),
            left("Role"),
            left("State"),
            right("Up/down"),
            right("Flaps"),
            right("IPv4"),
            right("IPv6"),
            left("Last error"));
  }

  @Override
  public String table() {
    return "neighbors";
  }

  @Override
  public void row(Document n) {
    if (detailed) {
      details(n);
    } else {
      summary(n);
    }
  }

  @Override
  public void document(Document document) {
    table.finish();
  }

  private void summary(Document n) {
    boolean up = n.text("state").equals("established");
    table.row(
        n.text("name"),
        n.text("address"),
        Words.orDash(n.text("as")),
        Words.orDash(n.text("interface")),
        Words.orDash(n.text("role")),
        Words.sessionState(n.text("state")),
        Words.duration(n.number("state_seconds")),
        Math.max(0, n.number("established_count") - (up ? 1 : 0)),
        routes(n, "ipv4"),
        routes(n, "ipv6"),
        up && n.texts("problems").isEmpty() ? "" : firstProblem(n));
  }

  private static String firstProblem(Document n) {
    return n.texts("problems").isEmpty() ? n.text("last_error") : n.texts("problems").getFirst();
  }

  /** Routes of a family, with a star while a session has not yet sent End-of-RIB. */
  private static String routes(Document n, String family) {
    boolean up = n.text("state").equals("established");
    for (Document f : n.documents("families")) {
      if (f.text("family").equals(family)) {
        return f.number("routes") + (up && !f.flag("end_of_rib") ? "*" : "");
      }
    }
    return "-";
  }

  private void details(Document n) {
    Fields fields = new Fields(terminal, 16);
    terminal.line(terminal.styled(n.text("name"), Style.HEADING));
    fields.field("  Description", n.text("description"));
    fields.field("  Address", n.text("address") + (n.flag("dynamic") ? " (from a range)" : ""));
    fields.field("  Local address", n.text("local_address"));
    fields.field("  AS", n.text("as") + ", ours is " + n.text("local_as"));
    fields.field("  Identifier", n.text("id"));
    fields.field("  Interface", n.text("interface"));
    fields.field("  VRF", n.text("vrf").equals("default") ? "" : n.text("vrf"));
    fields.field(
        "  Role", n.has("role") ? n.text("role") + " (" + n.text("role_source") + ")" : "");
    TextTable.Cell state = Words.sessionState(n.text("state"));
    fields.field(
        "  State",
        terminal.styled(state.text(), state.style())
            + " for "
            + Words.duration(n.number("state_seconds"))
            + ", established "
            + n.number("established_count")
            + " times");
    fields.field(
        "  Timers",
        n.has("hold_seconds")
            ? "hold "
                + n.number("hold_seconds")
                + "s, keepalive "
                + n.number("keepalive_seconds")
                + "s"
            : "");
    fields.field(
        "  Capabilities",
        n.texts("capabilities").isEmpty() ? "" : Words.list(n.texts("capabilities")));
    n.documents("families").forEach(f -> fields.field("  " + f.text("family"), family(f)));
    fields.field("  Received", messages(n.document("received")));
    fields.field("  Sent", messages(n.document("sent")));
    Document m = n.document("malformed");
    fields.field(
        "  Malformed",
        m.number("withdraw")
            + " treated as withdraw, "
            + m.number("discard")
            + " attributes discarded, "
            + m.number("disable")
            + " families disabled, "
            + m.number("reset")
            + " resets");
    fields.field(
        "  Last error",
        n.has("last_error")
            ? n.text("last_error")
                + (n.has("last_error_seconds")
                    ? ", " + Words.duration(n.number("last_error_seconds")) + " ago"
                    : "")
            : "");
    n.texts("problems").forEach(p -> fields.field("  Problem", terminal.styled(p, Style.BAD)));
  }

  private static String family(Document f) {
    return f.number("routes")
        + " routes"
        + (f.number("stale") > 0 ? ", " + f.number("stale") + " stale" : "")
        + (f.has("maximum") ? ", at most " + f.number("maximum") : "")
        + (f.flag("end_of_rib") ? "" : ", End-of-RIB not yet received");
  }

  private static String messages(Document m) {
    return m.number("messages") + " messages, " + m.number("updates") + " of them updates";
  }
}
