package savd.cli;

import static savd.cli.TextTable.Column.left;
import static savd.cli.TextTable.Column.right;

import java.util.List;
import savd.cli.Terminal.Style;
import savd.cli.TextTable.Cell;

/** {@code show rpki caches}: a line each, or everything about one. */
final class CacheText implements ControlCommand.TextRenderer {
  private final Terminal terminal;
  private final boolean detailed;
  private final TextTable table;

  CacheText(Terminal terminal, boolean detailed) {
    this.terminal = terminal;
    this.detailed = detailed;
    table =
        new TextTable(
            terminal,
            left("Cache"),
            left("Address"),
            right("Preference"),
            left("State"),
            right("Version"),
            right("Serial"),
            right("VRPs"),
            right("ASPAs"),
            right("Updated"),
            right("Expires"),
            left("Last error"));
  }

  @Override
  public String table() {
    return "caches";
  }

  @Override
  public void row(Document c) {
    if (detailed) {
      details(c);
      return;
    }
    table.row(
        c.text("name") + (c.flag("in_use") ? "*" : ""),
        c.text("address"),
        c.number("preference"),
        state(c.text("state")),
        orDash(c, "version"),
        orDash(c, "serial"),
        vrps(c),
        c.number("aspas"),
        duration(c, "last_update_seconds"),
        duration(c, "expires_in_seconds"),
        c.text("last_error"));
  }

  private static long vrps(Document c) {
    Document vrps = c.document("vrps");
    return vrps.number("ipv4") + vrps.number("ipv6");
  }

  private static String orDash(Document c, String member) {
    return Words.orDash(c.text(member));
  }

  private static String duration(Document c, String member) {
    return c.has(member) ? Words.duration(c.number(member)) : "-";
  }

  private static Cell state(String state) {
    return new Cell(
        state,
        switch (state) {
          case "synchronized" -> Style.GOOD;
          case "querying", "receiving" -> Style.DOUBTFUL;
          default -> Style.BAD;
        });
  }

  private void details(Document c) {
    terminal.line(terminal.styled(c.text("name"), Style.HEADING));
    Fields fields = new Fields(terminal, 16);
    fields.field("  Description", c.text("description"));
    fields.field(
        "  Address", c.text("address") + " port " + c.text("port") + ", " + c.text("transport"));
    fields.field("  Preference", c.text("preference") + (c.flag("in_use") ? ", in use" : ""));
    Cell state = state(c.text("state"));
    fields.field(
        "  State",
        terminal.styled(state.text(), state.style()) + " for " + duration(c, "state_seconds"));
    fields.field(
        "  Session",
        c.has("session") ? c.text("session") + ", serial " + c.text("serial") + version(c) : "");
    Document vrps = c.document("vrps");
    fields.field(
        "  Data",
        vrps.number("ipv4")
            + " IPv4 and "
            + vrps.number("ipv6")
            + " IPv6 VRPs, "
            + Words.count(c.number("aspas"), "ASPA")
            + ", "
            + Words.count(c.number("router_keys"), "router key"));
    fields.field(
        "  Updated",
        c.has("last_update_seconds")
            ? duration(c, "last_update_seconds")
                + " ago, expires in "
                + duration(c, "expires_in_seconds")
            : "");
    timers(fields, c.document("timers"));
    counters(fields, c.document("counters"));
    for (Document f : c.documents("forgiven")) {
      fields.field("  Forgiven", f.number("count") + " " + f.text("kind"));
    }
    fields.field("  Last error", c.text("last_error"));
  }

  private static String version(Document c) {
    return c.has("version") ? ", version " + c.text("version") : "";
  }

  private static void timers(Fields fields, Document t) {
    fields.field(
        "  Timers",
        t.has("refresh")
            ? "refresh "
                + Words.duration(t.number("refresh"))
                + ", retry "
                + Words.duration(t.number("retry"))
                + ", expire "
                + Words.duration(t.number("expire"))
            : "");
  }

  private static void counters(Fields fields, Document n) {
    fields.field(
        "  Connections", n.number("connections") + ", " + n.number("failures") + " failures");
    fields.field(
        "  Received",
        String.join(
            ", ",
            List.of(
                Words.count(n.number("pdus"), "PDU"),
                Words.count(n.number("updates"), "update"),
                n.number("full_loads") + " of them full",
                n.number("notifies") + " notified",
                Words.count(n.number("cache_resets"), "cache reset"))));
    fields.field(
        "  Errors",
        n.number("errors_sent") + " sent, " + n.number("errors_received") + " received");
    fields.field("  Expired", n.number("expiries") == 0 ? "" : n.number("expiries") + " times");
  }

  @Override
  public void document(Document d) {
    table.finish();
    if (!detailed && table.rows() == 0) {
      terminal.line("no cache is configured");
    }
  }
}
