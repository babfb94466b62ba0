package savd.pisav.fsm;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Prefix;
import savd.pisav.message.ConeMessage;
import savd.pisav.message.ConeNotice;
import savd.pisav.message.Nonce;
import savd.relation.ConeMode;
import savd.relation.MemberStatement;

/** Notices, statements and keys for tests: the top is AS 64511, members are 64500 and up. */
public final class Cone {
  public static final Asn TOP = Asn.of(64511);
  public static final Asn A = Asn.of(64500);
  public static final Asn B = Asn.of(64501);
  public static final Asn STRANGER = Asn.of(64999);
  public static final int TOP_ROUTER = 0xC6336401;

  private Cone() {}

  public static ConeNotice notice(ConeMode mode, List<Asn> members, String... prefixes) {
    Set<Prefix> nets = new TreeSet<>();
    for (String p : prefixes) {
      nets.add(Prefix.parse(p));
    }
    return new ConeNotice(
        mode,
        TOP,
        TOP_ROUTER,
        List.of(new ConeNotice.Contact(IpAddress.parse("198.51.100.1"), 666)),
        Set.copyOf(members),
        Set.of(members.getFirst()),
        nets);
  }

  /** The cone of A and B with one prefix. */
  public static ConeNotice notice(ConeMode mode) {
    return notice(mode, List.of(A, B), "192.0.2.0/24");
  }

  public static MemberStatement none(Asn member) {
    return new MemberStatement(
        member,
        MemberStatement.Detour.NONE,
        Set.of(),
        MemberStatement.OutsideProviders.UNSAID,
        Set.of(),
        Set.of(),
        Set.of());
  }

  public static MemberStatement some(Asn member, Asn... origins) {
    return new MemberStatement(
        member,
        MemberStatement.Detour.SOME,
        Set.of(origins),
        MemberStatement.OutsideProviders.UNSAID,
        Set.of(),
        Set.of(),
        Set.of());
  }

  public static MemberStatement with(
      MemberStatement s,
      MemberStatement.OutsideProviders outside,
      Set<Asn> partial,
      String... origins) {
    Set<Prefix> nets = new TreeSet<>();
    for (String p : origins) {
      nets.add(Prefix.parse(p));
    }
    return new MemberStatement(
        s.member(), s.detour(), s.detoured(), outside, s.providers(), partial, nets);
  }

  /** The same, naming its providers. */
  public static MemberStatement naming(MemberStatement s, Asn... providers) {
    return new MemberStatement(
        s.member(),
        s.detour(),
        s.detoured(),
        s.outside(),
        Set.of(providers),
        s.partialTransit(),
        s.outsideOrigins());
  }

  /** A key of its own for each number; it is no point of the curve, which nobody here asks. */
  public static PeerKey key(int number) {
    byte[] b =
        java.util.Arrays.copyOf(
            java.util.HexFormat.of()
                .parseHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004"),
            PeerKey.OCTETS);
    b[90] = (byte) number;
    b[89] = (byte) (number >> 8);
    return new PeerKey(b);
  }

  /** The key of that number is of that AS. */
  public static KeyBindings keys(Map<Integer, Asn> bound) {
    Map<Asn, Set<PeerKey>> configured = new java.util.HashMap<>();
    bound.forEach(
        (k, a) -> configured.computeIfAbsent(a, _ -> new java.util.HashSet<>()).add(key(k)));
    return KeyBindings.of(Set.of(), configured);
  }

  public static Supplier<Nonce> nonces(long seed) {
    AtomicLong next = new AtomicLong(seed << 32);
    return () -> new Nonce(0, next.incrementAndGet());
  }

  /** The one message a statement is short enough for. */
  public static ConeMessage response(
      ConeMessage.Occasion occasion, int serial, int number, MemberStatement s) {
    return new ResponseParts(occasion, serial, number, s, 10_000).next();
  }
}
