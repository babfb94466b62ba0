package savd.cetp.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import savd.cetp.fsm.Host;
import savd.cetp.message.Identity;
import savd.cetp.policy.Policy;
import savd.net.IpAddress;
import savd.net.Ipv6Address;

class OtherAddressesTest {
  private static Host host(String name, String ipv6) {
    return new Host(
        name,
        List.of(Identity.session(1)),
        Optional.empty(),
        Optional.of(Ipv6Address.parse(ipv6)),
        Optional.empty(),
        Policy.lax("lax"));
  }

  @Test
  void a_temporary_address_beside_a_hosts_is_told_once() {
    OtherAddresses others = new OtherAddresses(List.of(host("alice", "fd00:a::2")));
    assertThat(others.seen(IpAddress.parse("fd00:b::77"))).isEmpty();
    assertThat(others.seen(IpAddress.parse("10.0.0.9"))).isEmpty();
    assertThat(others.seen(IpAddress.parse("fd00:a::77")))
        .hasValueSatisfying(t -> assertThat(t).contains("fd00:a::77").contains("alice"));
    assertThat(others.seen(IpAddress.parse("fd00:a::78"))).isEmpty();
    others.serve(List.of(host("alice", "fd00:a::2"), host("carol", "fd00:c::2")));
    assertThat(others.seen(IpAddress.parse("fd00:a::78"))).isEmpty();
    assertThat(others.seen(IpAddress.parse("fd00:c::78"))).isPresent();
  }
}
