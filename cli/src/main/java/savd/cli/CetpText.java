package savd.cli;

import static savd.cli.TextTable.Column.left;
import static savd.cli.TextTable.Column.right;

import savd.cli.Terminal.Style;
import savd.cli.TextTable.Cell;

/** What a CETP edge answers, as tables. */
final class CetpText {
  private CetpText() {}

  /** Where an answer was cut, if it was. */
  private static void cut(Terminal terminal, Document d) {
    if (d.has("next")) {
      terminal.line("more: --after \"" + d.text("next") + "\"");
    }
  }

  /** {@code cetp sessions}. */
  static final class Sessions implements ControlCommand.TextRenderer {
    private final Terminal terminal;
    private final TextTable table;

    Sessions(Terminal terminal) {
      this.terminal = terminal;
      table =
          new TextTable(
              terminal,
              right("Slot"),
              left("State"),
              left("Role"),
              left("Host"),
              left("Peer"),
              left("From"),
              left("To"));
    }

    @Override
    public String table() {
      return "sessions";
    }

    @Override
    public void row(Document s) {
      table.row(
          s.number("slot"),
          state(s.text("state")),
          s.text("role"),
          s.text("host"),
          Words.orDash(s.has("peer") ? s.text("peer") : s.text("peer_identity")),
          Words.orDash(s.text("local_rloc")),
          Words.orDash(s.text("peer_rloc")));
    }

    private static Cell state(String state) {
      return new Cell(
          state,
          switch (state) {
            case "open" -> Style.GOOD;
            case "backoff", "ended" -> Style.BAD;
            default -> Style.DOUBTFUL;
          });
    }

    @Override
    public void document(Document d) {
      table.finish();
      if (table.rows() == 0) {
        terminal.line("no session");
      }
      cut(terminal, d);
    }
  }

  /** {@code cetp rlocs}. */
  static final class Rlocs implements ControlCommand.TextRenderer {
    private final Terminal terminal;
    private final TextTable table;

    Rlocs(Terminal terminal) {
      this.terminal = terminal;
      table =
          new TextTable(
              terminal,
              right("Slot"),
              left("RLOC"),
              right("Order"),
              right("Preference"),
              left("State"),
              left("Interface"),
              left("Used"),
              left("Peer"));
    }

    @Override
    public String table() {
      return "rlocs";
    }

    @Override
    public void row(Document r) {
      table.row(
          r.has("slot") ? r.text("slot") : "-",
          r.text("rloc"),
          r.number("order"),
          preference(r.number("preference")),
          state(r.text("state")),
          Words.orDash(r.text("interface")),
          r.flag("in_use") ? "yes" : "-",
          Words.orDash(r.text("peer")));
    }

    private static String preference(long preference) {
      return preference == 254 ? "drain" : preference == 255 ? "failed" : "" + preference;
    }

    private static Cell state(String state) {
      return new Cell(
          state,
          switch (state) {
            case "verified" -> Style.GOOD;
            case "blocked" -> Style.BAD;
            case "own" -> Style.PLAIN;
            default -> Style.DOUBTFUL;
          });
    }

    @Override
    public void document(Document d) {
      table.finish();
      cut(terminal, d);
    }
  }

  /** {@code cetp policies}: a paragraph for each host. */
  record Policies(Terminal terminal) implements ControlCommand.TextRenderer {
    @Override
    public String table() {
      return "policies";
    }

    @Override
    public void row(Document p) {
      terminal.line(terminal.styled(p.text("host"), Style.HEADING));
      Fields fields = new Fields(terminal, 14);
      fields.field("  Addresses", Words.list(p.texts("addresses")));
      fields.field("  Identities", Words.list(p.texts("identities")));
      fields.field("  Policy", p.text("policy"));
      fields.field("  Checks", Words.list(p.texts("checks")));
      fields.field("  Callers", callers(p));
      fields.field("  Told", Words.list(p.texts("tells")));
      for (String rule : p.texts("rules")) {
        fields.field("  Rule", rule);
      }
      fields.field(
          "  At a time",
          p.has("max_flows")
              ? Words.count(p.number("max_flows"), "flow") + ", then " + p.text("when_full")
              : "any number");
      fields.field("  Silent", Words.duration(p.number("time_to_live_seconds")));
    }

    private static String callers(Document p) {
      String types = Words.list(p.texts("identity_types"));
      String required = Words.list(p.texts("requires"));
      return (types.equals("-") ? "any identity" : "identity type " + types)
          + (required.equals("-") ? "" : ", must tell " + required);
    }

    @Override
    public void document(Document d) {}
  }

  /** {@code cetp counters}. */
  record Counters(Terminal terminal) implements ControlCommand.TextRenderer {
    @Override
    public void document(Document d) {
      terminal.line(Words.count(d.number("sessions"), "session"));
      TextTable counters = new TextTable(terminal, left("Counter"), right("Count"));
      for (Document c : d.documents("counters")) {
        counters.row(c.text("name"), c.number("count"));
      }
      counters.finish();
      TextTable seen = evidence(terminal, d);
      if (seen.rows() > 0) {
        terminal.line("");
        seen.finish();
      }
    }
  }

  /** The table of what speaks of spoofing, to be finished. */
  static TextTable evidence(Terminal terminal, Document d) {
    TextTable table =
        new TextTable(
            terminal,
            left("Interface"),
            left("Evidence of spoofing (CETP)"),
            left("What"),
            right("Count"));
    for (Document e : d.documents("evidence")) {
      table.row(e.text("interface"), e.text("kind"), e.text("event"), e.number("count"));
    }
    return table;
  }
}
