package savd.rib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import savd.net.AddressFamily;
import savd.net.IpAddress;
import savd.net.Ipv4Prefix;
import savd.net.PathAttributes;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteBatch;

class RouteQueryTest {
  private static final PathAttributes SHORT = Fixtures.attributes("192.0.2.1", 64500, 64510);
  private static final PathAttributes LONG = Fixtures.attributes("192.0.2.2", 64501, 7, 64510);

  private final Rib rib = new Rib();
  private final Decision decision = new Decision(DecisionOptions.PLAIN);

  @BeforeEach
  void peers() {
    rib.register(Fixtures.peer(0));
    rib.register(Fixtures.peer(1));
  }

  private void announce(int peer, PathAttributes attributes, String... prefixes) {
    RouteBatch batch = new RouteBatch().reset(new PeerId(peer), 5 * Fixtures.SECOND);
    int set = batch.addAttributes(attributes.block(), 0, attributes.block().length);
    for (String text : prefixes) {
      Prefix p = Prefix.parse(text);
      batch.announce(p.family(), p.high(), p.low(), p.length(), 0, set, false);
    }
    rib.apply(batch);
  }

  private List<String> ask(RouteQuery query, int limit) {
    List<String> out = new ArrayList<>();
    Optional<Prefix> from = Optional.empty();
    do {
      RoutePage page = query.page(rib, decision, from, limit);
      page.routes()
          .forEach(r -> out.add(r.prefix() + " " + r.peer().name() + (r.best() ? "*" : "")));
      from = page.next();
    } while (from.isPresent());
    return out;
  }

  @Test
  void allRoutesComeInOrderWithTheBestMarked() {
    announce(0, SHORT, "10.1.0.0/16", "10.0.0.0/8", "2001:db8::/32");
    announce(1, LONG, "10.1.0.0/16", "192.0.2.0/24");
    assertThat(ask(RouteQuery.all(AddressFamily.IPV4), 1))
        .containsExactly(
            "10.0.0.0/8 peer0*", "10.1.0.0/16 peer1", "10.1.0.0/16 peer0*", "192.0.2.0/24 peer1*");
    assertThat(ask(RouteQuery.all(AddressFamily.IPV6), 100))
        .containsExactly("2001:db8::/32 peer0*");
    RouteEntry entry =
        RouteQuery.exact(Prefix.parse("2001:db8::/32"))
            .page(rib, decision, Optional.empty(), 1)
            .routes()
            .getFirst();
    assertThat(entry.attributes()).isEqualTo(SHORT);
    assertThat(entry.arrivalSeconds()).isEqualTo(5);
    assertThat(entry.isStale()).isFalse();
    assertThat(entry.isLeaked()).isFalse();
  }

  @Test
  void aPrefixAndItsMoreSpecificsAreFoundWhetherItIsThereOrNot() {
    announce(0, SHORT, "10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "10.2.0.0/16", "11.0.0.0/8");
    assertThat(ask(RouteQuery.within(Prefix.parse("10.1.0.0/16")), 1))
        .containsExactly("10.1.0.0/16 peer0*", "10.1.2.0/24 peer0*");
    assertThat(ask(RouteQuery.within(Prefix.parse("10.0.0.0/14")), 10))
        .containsExactly("10.1.0.0/16 peer0*", "10.1.2.0/24 peer0*", "10.2.0.0/16 peer0*");
  }

  @Test
  void anExactQueryFindsNothingElse() {
    announce(0, SHORT, "10.0.0.0/8");
    assertThat(ask(RouteQuery.exact(Prefix.parse("10.0.0.0/8")), 1)).hasSize(1);
    assertThat(ask(RouteQuery.exact(Prefix.parse("10.0.0.0/9")), 1)).isEmpty();
  }

  @Test
  void longestMatchPassesOverPrefixesWithoutAPathOfThePeer() {
    announce(0, SHORT, "10.0.0.0/8", "2001:db8::/32");
    announce(1, LONG, "10.1.0.0/16");
    rib.prefixes(AddressFamily.IPV4).pin(Prefix.parse("10.1.2.0/24"));
    RouteQuery query = RouteQuery.longestMatch(IpAddress.parse("10.1.2.3"));
    assertThat(ask(query, 1)).containsExactly("10.1.0.0/16 peer1*");
    assertThat(ask(query.of(new PeerId(0)), 1)).containsExactly("10.0.0.0/8 peer0*");
    assertThat(ask(RouteQuery.longestMatch(IpAddress.parse("2001:db8::1")), 1)).hasSize(1);
    assertThat(ask(RouteQuery.longestMatch(IpAddress.parse("203.0.113.1")), 1)).isEmpty();
  }

  @Test
  void aPageEndsAfterABoundedNumberOfPrefixesEvenIfNoneMatched() {
    RouteBatch batch = new RouteBatch().reset(new PeerId(0), 0);
    int set = batch.addAttributes(SHORT.block(), 0, SHORT.block().length);
    for (int i = 0; i < 20_000; i++) {
      batch.announce(AddressFamily.IPV4, 0, (long) i << 8, 24, 0, set, false);
    }
    rib.apply(batch);
    announce(1, LONG, "223.0.0.0/24");
    RouteQuery query = RouteQuery.all(AddressFamily.IPV4).of(new PeerId(1));
    RoutePage first = query.page(rib, decision, Optional.empty(), 10);
    assertThat(first.routes()).isEmpty();
    assertThat(first.next()).isPresent();
    assertThat(ask(query, 10)).containsExactly("223.0.0.0/24 peer1*");
  }

  @Test
  void pagesOfAnySizeTogetherAreTheWhole() {
    SplittableRandom random = new SplittableRandom(4);
    TreeSet<Prefix> expected = new TreeSet<>();
    for (int i = 0; i < 500; i++) {
      int length = random.nextInt(8, 33);
      Prefix p = new Ipv4Prefix(random.nextInt() & -1 << 32 - length, length);
      expected.add(p);
      announce(0, SHORT, p.toString());
    }
    List<String> names = expected.stream().map(p -> p + " peer0*").toList();
    for (int limit : new int[] {1, 2, 3, 7, 100, 1000}) {
      assertThat(ask(RouteQuery.all(AddressFamily.IPV4), limit)).isEqualTo(names);
    }
  }
}
