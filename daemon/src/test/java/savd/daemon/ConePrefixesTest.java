package savd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import savd.net.Asn;
import savd.net.Prefix;
import savd.relation.MemberStatement;
import savd.relation.MemberStatement.Detour;
import savd.relation.MemberStatement.OutsideProviders;

class ConePrefixesTest {
  private final ConePrefixes cone =
      new ConePrefixes(prefixes("20.1.0.0/16", "20.2.0.0/24", "2a10:1::/32", "2a10:2::1/128"));

  private static Set<Prefix> prefixes(String... some) {
    return Arrays.stream(some).map(Prefix::parse).collect(Collectors.toSet());
  }

  private static MemberStatement seeing(String... outside) {
    return new MemberStatement(
        Asn.of(3),
        Detour.SOME,
        Set.of(Asn.of(5)),
        OutsideProviders.SOME,
        Set.of(Asn.of(1)),
        Set.of(Asn.of(7)),
        prefixes(outside));
  }

  @Test
  void outside_origins_count_for_prefixes_of_the_cone_and_their_parts() {
    MemberStatement all =
        seeing("20.1.0.0/16", "20.1.2.0/24", "20.2.0.255/32", "2a10:1:2::/48", "2a10:2::1/128");
    assertThat(cone.concerned(all)).isSameAs(all);
  }

  @Test
  void a_member_cannot_let_the_whole_internet_pass() {
    MemberStatement hostile =
        seeing("0.0.0.0/1", "128.0.0.0/1", "20.0.0.0/8", "20.2.0.0/23", "8000::/1", "20.1.0.0/16");
    assertThat(cone.concerned(hostile)).isEqualTo(seeing("20.1.0.0/16"));
    assertThat(new ConePrefixes(Set.of()).concerned(hostile)).isEqualTo(seeing());
  }

  @Test
  void a_cone_that_has_the_default_route_has_everything() {
    ConePrefixes everything = new ConePrefixes(prefixes("0.0.0.0/0"));
    assertThat(everything.cover(Prefix.parse("1.2.3.4/32"))).isTrue();
    assertThat(everything.cover(Prefix.parse("::1/128"))).isFalse();
  }
}
