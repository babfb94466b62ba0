package savd.cli;

import java.util.List;
import savd.cli.Terminal.Style;

/** {@code show status} as one screen. */
record StatusText(Terminal terminal) implements ControlCommand.TextRenderer {
  @Override
  public void document(Document d) {
    terminal.line(
        terminal.styled("savd " + d.text("version"), Style.HEADING)
            + " on "
            + d.text("name")
            + ", AS "
            + d.text("as")
            + ", id "
            + d.text("id")
            + ", pid "
            + d.text("pid")
            + ", up "
            + Words.duration(d.number("uptime_seconds")));
    ready(d);
    Document neighbors = d.document("neighbors");
    field(
        "Neighbors",
        neighbors.number("established") + " established of " + neighbors.number("configured"));
    Document routes = d.document("routes");
    field("Routes", routes.number("ipv4") + " IPv4, " + routes.number("ipv6") + " IPv6");
    field("Rules", "revision " + d.number("revision"));
    dataplane(d.document("dataplane"));
    Document interfaces = d.document("interfaces");
    field(
        "Interfaces",
        interfaces.number("enforce")
            + " enforce, "
            + interfaces.number("monitor")
            + " monitor, "
            + interfaces.number("off")
            + " off");
    if (d.has("rpki")) {
      rpki(d.document("rpki"));
    }
    Document memory = d.document("memory");
    field(
        "Memory",
        Words.mebioctets(memory.number("heap_octets"))
            + " heap"
            + (memory.has("resident_octets")
                ? ", " + Words.mebioctets(memory.number("resident_octets")) + " resident"
                : ""));
  }

  private void rpki(Document rpki) {
    Document vrps = rpki.document("vrps");
    String availability = rpki.text("availability");
    field(
        "RPKI data",
        terminal.styled(Words.availability(availability), Words.availabilityStyle(availability))
            + ", "
            + (vrps.number("ipv4") + vrps.number("ipv6"))
            + " VRPs, "
            + Words.count(rpki.number("aspas"), "ASPA"));
  }

  private void ready(Document d) {
    List<String> waiting = d.texts("waiting");
    field(
        "Ready",
        d.flag("ready")
            ? terminal.styled("yes", Style.GOOD)
            : terminal.styled("no", Style.BAD) + (waiting.isEmpty() ? "" : ", waiting for"));
    waiting.forEach(w -> field("", w));
  }

  private void dataplane(Document d) {
    String state = d.text("state");
    Style style =
        switch (state) {
          case "synchronized" -> Style.GOOD;
          case "retrying" -> Style.BAD;
          default -> Style.DOUBTFUL;
        };
    field(
        "Dataplane",
        d.text("kind")
            + ", "
            + terminal.styled(state, style)
            + ", revision "
            + d.number("revision"));
    if (d.has("error")) {
      field("", d.text("error"));
    }
  }

  private void field(String name, String value) {
    new Fields(terminal, 12).field(name, value);
  }
}
