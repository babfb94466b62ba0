package savd.cetp.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import savd.cetp.fsm.Host;
import savd.cetp.message.Identity;
import savd.cetp.policy.Policy;
import savd.net.IpAddress;
import savd.net.Ipv4Address;

class HostSharesTest {
  private static Host host(int n) {
    return new Host(
        "h" + n,
        List.of(Identity.session(n)),
        Optional.of(Ipv4Address.parse("10.0." + n / 200 + "." + (1 + n % 200))),
        Optional.empty(),
        Optional.empty(),
        Policy.lax("lax"));
  }

  private static IpAddress address(int n) {
    return host(n).ipv4().orElseThrow();
  }

  @Test
  void who_floods_fills_its_own_share_only_and_gets_it_back() {
    HostShares shares = new HostShares(List.of(host(1), host(2)));
    List<Host> queue = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      shares.take(address(1), queue::add);
    }
    assertThat(queue).hasSize(HostShares.EACH).containsOnly(host(1));
    assertThat(shares.take(address(2), queue::add)).isTrue();
    assertThat(queue.getLast()).isEqualTo(host(2));
    shares.serve(List.of(host(1), host(2), host(3)));
    assertThat(shares.take(address(1), queue::add)).isFalse();
    shares.giveBack(host(1));
    assertThat(shares.take(address(1), queue::add)).isTrue();
  }

  @Test
  void nobodys_packets_are_not_queued_and_all_together_leave_room() {
    List<Host> hosts = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      hosts.add(host(i));
    }
    HostShares shares = new HostShares(hosts);
    List<Host> queue = new ArrayList<>();
    assertThat(shares.take(IpAddress.parse("192.0.2.9"), queue::add)).isFalse();
    for (int i = 0; i < 100; i++) {
      for (int n = 0; n < 100; n++) {
        shares.take(address(i), queue::add);
      }
    }
    assertThat(queue).hasSize(HostShares.ALL);
    assertThat(shares.take(address(99), h -> false)).isFalse();
  }
}
