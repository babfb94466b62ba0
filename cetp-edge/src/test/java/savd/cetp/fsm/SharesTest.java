package savd.cetp.fsm;

import static org.assertj.core.api.Assertions.assertThat;
import static savd.cetp.fsm.TwoEdges.LAX;
import static savd.cetp.fsm.TwoEdges.SECOND;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import savd.cetp.message.Identity;
import savd.net.IpAddress;

/** How many slots one host, or the callers behind one address, may take. */
class SharesTest {
  private static final IpAddress SOMEBODY = IpAddress.parse("192.0.2.1");
  private static final IpAddress ELSEWHERE = IpAddress.parse("192.0.2.2");

  @Test
  void neither_a_host_nor_a_caller_takes_more_than_its_share() {
    SlotShares shares = new SlotShares(new SlotPool(64, 0, 0));
    for (int i = 0; i < 10; i++) {
      assertThat(shares.outbound("alice", 10, 0)).isPresent();
      assertThat(shares.inbound(SOMEBODY, 10, 0)).isPresent();
    }
    assertThat(shares.outbound("alice", 10, 0)).isEmpty();
    assertThat(shares.outbound("carol", 10, 0)).isPresent();
    assertThat(shares.inbound(SOMEBODY, 10, 0)).isEmpty();
    assertThat(shares.inbound(ELSEWHERE, 10, 0)).isPresent();
  }

  @Test
  void all_of_one_direction_leave_a_quarter_to_the_other() {
    SlotShares shares = new SlotShares(new SlotPool(64, 0, 0));
    for (int i = 0; i < 48; i++) {
      assertThat(shares.inbound(IpAddress.parse("192.0.2." + i), 10, 0)).isPresent();
    }
    assertThat(shares.inbound(IpAddress.parse("198.51.100.1"), 10, 0)).isEmpty();
    assertThat(shares.outbound("alice", 10, 0)).isPresent();
  }

  @Test
  void what_rests_counts_for_who_had_it_or_a_host_would_send_all_slots_to_rest() {
    SlotShares shares = new SlotShares(new SlotPool(64, 0, 0));
    int taken = 0;
    for (int i = 0; i < 100; i++) {
      var slot = shares.outbound("alice", 10, i * SECOND);
      if (slot.isPresent()) {
        taken++;
        shares.release(slot.getAsInt(), i * SECOND);
      }
    }
    assertThat(taken).isEqualTo(10);
    assertThat(shares.outbound("alice", 10, SlotPool.REST_NANOS + SECOND)).isPresent();
    // What stood for nobody does not rest, and does not count.
    int slot = shares.inbound(SOMEBODY, 1, 0).orElseThrow();
    shares.giveBack(slot, 0);
    assertThat(shares.inbound(SOMEBODY, 1, 0)).isPresent();
  }

  @Test
  void a_host_that_asks_for_names_without_end_leaves_slots_to_others() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    Host carol = TwoEdges.host("carol.west.example", "0a00000000cc", LAX);
    t.west.on(new EdgeInput.Hosts(List.of(t.alice, carol)));
    int bound = 0;
    for (int i = 0; i < 200; i++) {
      var slot = t.west.machine.slotFor(t.alice, t.now);
      if (slot.isPresent()) {
        bound++;
        t.west.on(
            new EdgeInput.Bound(
                slot.getAsInt(),
                t.alice,
                new Destination(
                    "n" + i + ".evil.example", Identity.session(i), t.bobInDns().rlocs())));
      }
      t.pass(SECOND);
    }
    assertThat(bound).isLessThanOrEqualTo(2 * 48);
    assertThat(t.east.machine.slots.inbound(SOMEBODY, 10, t.now)).isPresent();
  }

  /** 64 slots, of which 48 for callers: the quietest of 45 or so make room for the next. */
  @Test
  void the_quietest_sessions_end_before_anybody_is_refused() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    int quiet = t.open();
    t.pass(200 * SECOND);
    int busy = t.bindBob();
    t.west.send(busy, t.alice, 1);
    t.pass(SECOND);
    assertThat(t.east.machine.size()).isEqualTo(2);
    Random random = new Random(1);
    for (int i = 0; t.east.machine.slots.inbound(source(random), 99, t.now).isPresent(); i++) {
      assertThat(i).isLessThan(64);
    }
    // Nobody has been quiet for long enough.
    t.pass(2 * SECOND);
    assertThat(t.east.count(EdgeEvent.CLOSED_FOR_ROOM)).isZero();
    for (int i = 0; i < 110; i++) {
      t.west.send(busy, t.alice, 2);
      t.pass(SECOND);
    }
    assertThat(t.east.count(EdgeEvent.CLOSED_FOR_ROOM)).isEqualTo(1);
    assertThat(t.east.machine.slots.inbound(SOMEBODY, 99, t.now)).isPresent();
    t.west.send(busy, t.alice, 3);
    t.pass(SECOND);
    assertThat(t.east.got(3)).isTrue();
    assertThat(t.west.installed).containsKey(busy).doesNotContainKey(quiet);
  }

  private static IpAddress source(Random random) {
    return new savd.net.Ipv4Address(0x0B000000 + random.nextInt(1 << 24));
  }
}
