package savd.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import savd.net.IpAddress;
import savd.testbed.lab.Command;
import savd.testbed.lab.Lab;
import savd.testbed.lab.LabException;
import savd.testbed.lab.LabPlan;
import savd.testbed.lab.LabPlan.End;
import savd.testbed.lab.LabPlan.InterfaceAddress;
import savd.testbed.lab.LabPlan.Link;
import savd.testbed.lab.LabPlan.Node;
import savd.testbed.probe.Flow;
import savd.testbed.probe.PacketProbe;

/** The laboratory itself, without any router: three nodes in a row with static routes. */
class LabTest {
  @BeforeEach
  void needsNamespaces() {
    Requirements.namespaces();
  }

  private static LabPlan threeInARow() {
    return new LabPlan(
        Requirements.labName(),
        List.of(
            new Node("left", List.of(IpAddress.parse("31.1.0.1"), IpAddress.parse("2a10:1::1"))),
            new Node("mid", List.of()),
            new Node("right", List.of(IpAddress.parse("31.2.0.1"), IpAddress.parse("2a10:2::1")))),
        List.of(
            link("left", "mid", "31.200.1.", "2a10:200:1::"),
            link("mid", "right", "31.200.2.", "2a10:200:2::")));
  }

  private static Link link(String a, String b, String v4, String v6) {
    return new Link(
        new End(
            a,
            b,
            List.of(InterfaceAddress.parse(v4 + "1/29"), InterfaceAddress.parse(v6 + "1/64"))),
        new End(
            b,
            a,
            List.of(InterfaceAddress.parse(v4 + "2/29"), InterfaceAddress.parse(v6 + "2/64"))));
  }

  private static void route(Lab lab) {
    lab.run("mid", "ip", "route", "add", "31.2.0.0/16", "via", "31.200.2.2").orThrow();
    lab.run("mid", "ip", "-6", "route", "add", "2a10:2::/32", "via", "2a10:200:2::2").orThrow();
  }

  @Test
  void packetsWithAnySourceArriveWhereNothingFiltersAndDoNotWhereARuleDropsThem() {
    try (Lab lab = Lab.open(threeInARow());
        PacketProbe probe = new PacketProbe(lab)) {
      route(lab);
      Flow honest4 = flow("31.1.0.1", "31.2.0.1");
      Flow spoofed4 = flow("44.5.6.7", "31.2.0.1");
      Flow honest6 = flow("2a10:1::1", "2a10:2::1");
      Flow spoofed6 = flow("2a11:9::9", "2a10:2::1");
      List<Flow> flows = List.of(honest4, spoofed4, honest6, spoofed6);

      assertThat(probe.send(flows, 500))
          .isEqualTo(Map.of(honest4, 500, spoofed4, 500, honest6, 500, spoofed6, 500));

      lab.run("mid", "nft", "add table inet t").orThrow();
      lab.run("mid", "nft", "add chain inet t c { type filter hook prerouting priority -300 ; }")
          .orThrow();
      lab.run("mid", "nft", "add rule inet t c ip saddr 44.5.6.7 drop").orThrow();
      lab.run("mid", "nft", "add rule inet t c ip6 saddr 2a11:9::9 drop").orThrow();
      assertThat(probe.send(flows, 500))
          .isEqualTo(Map.of(honest4, 500, spoofed4, 0, honest6, 500, spoofed6, 0));
    }
  }

  @Test
  void aBrokenPathIsReportedAndNotTakenForAFilter() {
    try (Lab lab = Lab.open(threeInARow());
        PacketProbe probe = new PacketProbe(lab)) {
      assertThatThrownBy(() -> probe.send(List.of(flow("31.1.0.1", "31.2.0.1")), 1))
          .isInstanceOf(LabException.class)
          .hasMessageContaining("own subnet");
    }
  }

  @Test
  void aNameInUseIsRefusedAndNothingIsLeftBehind() {
    LabPlan plan = threeInARow();
    try (Lab first = Lab.open(plan)) {
      assertThatThrownBy(() -> Lab.open(plan))
          .isInstanceOf(LabException.class)
          .hasMessageContaining("in use");
      assertThat(first.run("mid", "ip", "link", "show", "left").ok()).isTrue();
    }
    assertThat(Command.run(List.of("ip", "netns", "list")).out()).doesNotContain(plan.name());
  }

  @Test
  void processesOfALabEndWithIt() {
    long pid;
    try (Lab lab = Lab.open(threeInARow())) {
      pid = lab.start("mid", "tail", List.of("tail", "-f", "/dev/null")).pid();
      assertThat(ProcessHandle.of(pid)).isPresent();
    }
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }

  private static Flow flow(String source, String destination) {
    return new Flow("left", "mid", IpAddress.parse(source), IpAddress.parse(destination));
  }
}
