package savd.fib.nft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import savd.fib.Deltas;
import savd.fib.DropSample;
import savd.fib.DropSamples;
import savd.fib.InterfaceCounters;
import savd.fib.Outcome;
import savd.fib.PacketLab;
import savd.fib.plan.Sharding;
import savd.fib.plan.TableSettings;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.net.IpAddress;

/** Real packets through a real kernel. */
class PacketsTest {
  private static final IngressInterface IN0 = new IngressInterface("in0");
  private static final String HONEST = "10.1.2.3";
  private static final String SPOOFED = "11.1.2.3";
  private static final String HONEST_6 = "2001:db8:a::1";
  private static final String SPOOFED_6 = "2001:db8:b::1";

  private PacketLab lab;
  private NftDataplane dataplane;

  @BeforeEach
  void build() throws Exception {
    lab = new PacketLab();
    dataplane = open();
  }

  private NftDataplane open() throws Exception {
    return lab.router()
        .call(() -> NftDataplane.open(TableSettings.standard(), new Sharding(8, 4, 8, 64)));
  }

  @AfterEach
  void takeDown() throws Exception {
    dataplane.close();
    lab.close();
  }

  private void commit(Deltas delta) {
    assertThat(dataplane.commit(delta.build())).isInstanceOf(Outcome.Committed.class);
  }

  private static Deltas rules(long revision, EnforcementMode mode) {
    return Deltas.revision(revision)
        .list(1, "10.1.0.0/16", "2001:db8:a::/48")
        .allowlist("in0", mode, 1);
  }

  @Test
  void honestPacketsPassAndSpoofedOnesAreDroppedCountedAndSampled() throws Exception {
    dataplane.refreshSubnets();
    commit(rules(1, EnforcementMode.ENFORCE));
    // Own subnets first: neighbour discovery has to work for anything else to pass.
    lab.send("192.0.2.2", 1);
    lab.send("2001:db8:1::2", 1);
    assertThat(lab.awaitReceived("192.0.2.2", 1)).as("own subnet").isTrue();
    assertThat(lab.awaitReceived("2001:db8:1::2", 1)).as("own subnet").isTrue();
    InterfaceCounters before = dataplane.counters().get(IN0);

    lab.send(SPOOFED, 5);
    lab.send(SPOOFED_6, 7);
    lab.send(HONEST, 3);
    lab.send(HONEST_6, 4);
    assertThat(lab.awaitReceived(HONEST, 3)).isTrue();
    assertThat(lab.awaitReceived(HONEST_6, 4)).isTrue();
    assertThat(lab.received(SPOOFED)).isZero();
    assertThat(lab.received(SPOOFED_6)).isZero();

    InterfaceCounters after = dataplane.counters().get(IN0);
    assertThat(after.blockedPackets() - before.blockedPackets()).isEqualTo(12);
    assertThat(after.permittedPackets() - before.permittedPackets()).isGreaterThanOrEqualTo(7);
    assertThat(after.blockedBytes() - before.blockedBytes()).isEqualTo(5 * 32 + 7 * 52);

    DropSample sample = awaitSample(SPOOFED);
    assertThat(sample.ingress()).isEqualTo(IN0);
    assertThat(sample.destination()).isEqualTo(IpAddress.parse("198.51.100.2"));
    assertThat(sample.protocol()).isEqualTo(17);
    assertThat(sample.mode()).isEqualTo(EnforcementMode.ENFORCE);
  }

  private DropSample awaitSample(String source) {
    long deadline = System.nanoTime() + 5_000_000_000L;
    while (System.nanoTime() < deadline) {
      DropSamples drained = dataplane.drainSamples();
      assertThat(drained.unavailable()).isEmpty();
      for (DropSample s : drained.samples()) {
        if (s.source().equals(IpAddress.parse(source))) {
          return s;
        }
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("no sample of " + source);
  }

  @Test
  void monitorLetsEverythingPassAndCountsWhatEnforceWouldDrop() throws Exception {
    dataplane.refreshSubnets();
    commit(rules(1, EnforcementMode.MONITOR));
    lab.send(SPOOFED, 5);
    assertThat(lab.awaitReceived(SPOOFED, 5)).isTrue();
    assertThat(dataplane.counters().get(IN0).blockedPackets()).isEqualTo(5);
    assertThat(awaitSample(SPOOFED).mode()).isEqualTo(EnforcementMode.MONITOR);
    commit(Deltas.revision(2).allowlist("in0", EnforcementMode.ENFORCE, 1));
    lab.send(SPOOFED, 5);
    lab.send(HONEST, 1);
    assertThat(lab.awaitReceived(HONEST, 1)).isTrue();
    assertThat(lab.received(SPOOFED)).isEqualTo(5);
    assertThat(dataplane.counters().get(IN0).blockedPackets()).isEqualTo(10);
  }

  @Test
  void noPacketIsTreatedWronglyWhileRulesChangeUnderTraffic() throws Exception {
    dataplane.refreshSubnets();
    commit(rules(1, EnforcementMode.ENFORCE));
    lab.send(HONEST, 1);
    assertThat(lab.awaitReceived(HONEST, 1)).isTrue();
    FutureTask<Long> traffic = new FutureTask<>(this::traffic);
    Thread sender = Thread.ofPlatform().start(traffic);
    long revision = 2;
    int round = 0;
    while (!traffic.isDone()) {
      // Neighbours of the honest prefix come and go: deltas, splits, and lists built anew.
      for (int i = 0; i < 12; i++) {
        commit(Deltas.revision(revision++).cover(1, "10." + (3 + 2 * i) + ".0.0/16", true));
      }
      commit(Deltas.revision(revision++).cover(1, "10.0.0.0/15", true));
      commit(Deltas.revision(revision++).cover(1, "10.0.0.0/16", false));
      commit(
          Deltas.revision(revision++)
              .list(2 + round, "10.1.0.0/16", "172.16.0.0/12")
              .allowlist("in0", EnforcementMode.ENFORCE, 2 + round)
              .dropList(1 + round));
      commit(
          Deltas.revision(revision++)
              .list(1000 + round, "10.1.0.0/16")
              .allowlist("in0", EnforcementMode.ENFORCE, 1000 + round)
              .dropList(2 + round));
      if (round % 5 == 4) {
        dataplane.close();
        dataplane = open();
        assertThat(dataplane.adopt(Set.of(IN0))).isInstanceOf(Outcome.Committed.class);
        dataplane.refreshSubnets();
      }
      round++;
      commit(
          Deltas.revision(revision++)
              .list(1 + round, "10.1.0.0/16", "2001:db8:a::/48")
              .allowlist("in0", EnforcementMode.ENFORCE, 1 + round)
              .dropList(999 + round));
    }
    sender.join();
    assertThat(traffic.get()).isGreaterThan(10_000);
    assertThat(lab.received(SPOOFED)).isZero();
    assertThat(round).isGreaterThan(5);
  }

  /** Sends both kinds in small windows and expects every honest packet to arrive. */
  private long traffic() throws Exception {
    long sent = 1;
    long end = System.nanoTime() + 3_000_000_000L;
    while (System.nanoTime() < end) {
      lab.send(HONEST, 32);
      lab.send(SPOOFED, 32);
      sent += 32;
      if (!lab.awaitReceived(HONEST, sent)) {
        throw new AssertionError("lost " + (sent - lab.received(HONEST)) + " of " + sent);
      }
    }
    return sent;
  }
}
