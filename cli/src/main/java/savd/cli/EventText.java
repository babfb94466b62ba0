package savd.cli;

import savd.cli.Terminal.Style;

/** An event as a line: the time, what it is about, what happened. */
record EventText(Terminal terminal) implements ControlCommand.TextRenderer {
  @Override
  public void document(Document e) {
    String kind = e.text("event");
    if (kind.equals("subscribed")) {
      return;
    }
    terminal.line(
        time(e.text("at"))
            + "  "
            + (kind + "              ").substring(0, Math.max(kind.length(), 14))
            + what(kind, e));
  }

  /** The time of day of an ISO 8601 moment, to the millisecond. */
  private static String time(String at) {
    int t = at.indexOf('T');
    String time = t < 0 ? at : at.substring(t + 1).replace("Z", "");
    return (time + (time.indexOf('.') < 0 ? ".000" : "000")).substring(0, 12);
  }

  private String what(String kind, Document e) {
    return switch (kind) {
      case "neighbor" -> {
        TextTable.Cell state = Words.sessionState(e.text("state"));
        yield e.text("neighbor")
            + " "
            + terminal.styled(state.text(), state.style())
            + explanation(e);
      }
      case "readiness" ->
          e.text("interface") + (e.flag("ready") ? " ready" : " not ready") + explanation(e);
      case "rules" ->
          e.text("interface")
              + " "
              + terminal.styled(
                  e.text("change"), e.text("change").equals("permit") ? Style.GOOD : Style.BAD)
              + " "
              + String.join(" ", e.texts("sources"))
              + (e.number("more") > 0 ? " and " + e.number("more") + " more" : "")
              + " (revision "
              + e.number("revision")
              + ")";
      case "dataplane" -> e.text("state") + " at revision " + e.number("revision") + explanation(e);
      case "configuration" -> e.text("text");
      case "rpki" -> rpki(e);
      case "pi-sav" -> turned(e);
      case "route" ->
          e.text("neighbor")
              + (e.flag("announced") ? " announced " : " withdrew ")
              + e.text("prefix")
              + (e.text("as_path").isEmpty() ? "" : " path " + e.text("as_path"));
      case "drop" ->
          e.text("interface")
              + " "
              + e.text("source")
              + (e.has("destination") ? " > " + e.text("destination") : "")
              + " "
              + e.text("protocol")
              + (e.flag("dropped") ? " dropped" : " counted");
      case "lost" -> e.number("count") + " events left out: this terminal is too slow";
      default -> e.members().toString();
    };
  }

  private String turned(Document e) {
    StringBuilder text = new StringBuilder();
    for (Document m : e.documents("members")) {
      TextTable.Cell state = Words.standing(m.has("state") ? m.text("state") : "left the cone");
      text.append(text.isEmpty() ? "" : "; ")
          .append("AS")
          .append(m.text("as"))
          .append(' ')
          .append(terminal.styled(state.text(), state.style()));
      if (m.has("reason")) {
        text.append(" (").append(m.text("reason")).append(')');
      }
    }
    if (e.number("more") > 0) {
      text.append(" and ").append(e.number("more")).append(" more");
    }
    return text + (e.flag("in_force") ? "" : "; not in force yet");
  }

  private String rpki(Document e) {
    Style style =
        switch (e.text("change")) {
          case "cache-up", "in-force", "updated" -> Style.GOOD;
          default -> Style.BAD;
        };
    Document vrps = e.document("vrps");
    return terminal.styled(e.text("change"), style)
        + ": "
        + Words.about(e.text("source"), e.text("text"))
        + " ("
        + (vrps.number("ipv4") + vrps.number("ipv6"))
        + " VRPs, "
        + Words.count(e.number("aspas"), "ASPA")
        + ")";
  }

  private static String explanation(Document e) {
    return e.text("text").isEmpty() ? "" : ": " + e.text("text");
  }
}
