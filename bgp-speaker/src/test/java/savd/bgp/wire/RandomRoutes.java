package savd.bgp.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import savd.net.AddressFamily;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Ipv4Address;
import savd.net.Ipv6Address;
import savd.net.PathAttributes;
import savd.net.Prefix;
import savd.net.RouteChange;

/** Route changes by seed, of every shape a session can carry. */
final class RandomRoutes {
  private final Random random;
  private final SessionParameters session;

  RandomRoutes(long seed, SessionParameters session) {
    this.random = new Random(seed);
    this.session = session;
  }

  Prefix prefix(AddressFamily family) {
    int length = random.nextInt(family.bits() + 1);
    long high = random.nextLong() & family.maskHigh(length);
    long low = random.nextLong() & family.maskLow(length);
    return Prefix.of(family, high, low, length);
  }

  AsPath path() {
    List<AsPath.Segment> segments = new ArrayList<>();
    for (int n = random.nextInt(3); n > 0; n--) {
      List<Asn> asns = new ArrayList<>();
      for (int k = random.nextInt(1, random.nextInt(20) == 0 ? 256 : 8); k > 0; k--) {
        asns.add(Asn.of(random.nextBoolean() ? random.nextInt(1, 64000) : 70000 + k));
      }
      // Adjacent sequences do not survive AS4_PATH as two, so a path here has one per side.
      segments.add(new AsPath.Segment(AsPath.SegmentType.SEQUENCE, asns));
      if (!session.fourOctetAs()) {
        break;
      }
    }
    return new AsPath(segments);
  }

  private IpAddress host(boolean six) {
    return six
        ? new Ipv6Address(0x2001_0db8_0000_0000L | random.nextInt(100), random.nextLong())
        : new Ipv4Address(0xC000_0200 | random.nextInt(256));
  }

  PathAttributes attributes(AddressFamily family) {
    boolean six =
        family == AddressFamily.IPV6
            || session.extendedNextHop().contains(family) && random.nextBoolean();
    PathAttributesBuilder b =
        new PathAttributesBuilder(random.nextInt(3), path()).nextHop(host(six));
    if (random.nextBoolean()) {
      b.multiExitDisc(random.nextInt());
    }
    if (session.isInternal()) {
      b.localPref(random.nextInt());
      b.set(0x80, PathAttributes.CLUSTER_LIST, new byte[4 * random.nextInt(1, 4)]);
    }
    if (random.nextBoolean()) {
      b.set(0x40, PathAttributes.ATOMIC_AGGREGATE, new byte[0]);
      b.set(0xC0, PathAttributes.AGGREGATOR, octets(8));
    }
    b.communities(random.ints(random.nextInt(random.nextInt(5) == 0 ? 90 : 4)).toArray());
    if (random.nextBoolean()) {
      b.set(0xE0, PathAttributes.LARGE_COMMUNITIES, octets(12 * random.nextInt(1, 30)));
    }
    if (random.nextBoolean()) {
      b.set(0xE0, random.nextInt(100, 250), octets(random.nextInt(300)));
    }
    return b.build();
  }

  private byte[] octets(int n) {
    byte[] octets = new byte[n];
    random.nextBytes(octets);
    if (n > 0) {
      octets[0] = 1; // no AS 0 in an aggregator
    }
    return octets;
  }

  private AddressFamily family() {
    return random.nextBoolean() ? AddressFamily.IPV4 : AddressFamily.IPV6;
  }

  /** Groups of changes as a speaker sends them. */
  List<RouteChange> changes(int groups, int mostPrefixes) {
    List<RouteChange> changes = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      AddressFamily family = family();
      PathAttributes attributes = attributes(family);
      boolean announce = random.nextInt(4) > 0;
      for (int n = random.nextInt(1, mostPrefixes + 1); n > 0; n--) {
        int pathId = session.addPathSend().contains(family) ? random.nextInt() : 0;
        Prefix p = prefix(family);
        changes.add(
            announce
                ? new RouteChange.Announce(Updates.PEER, p, pathId, attributes, false)
                : new RouteChange.Withdraw(Updates.PEER, p, pathId));
      }
      if (random.nextInt(8) == 0) {
        changes.add(new RouteChange.EndOfRib(Updates.PEER, family));
      }
    }
    return changes;
  }
}
