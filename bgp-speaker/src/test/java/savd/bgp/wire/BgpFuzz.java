package savd.bgp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import savd.bgp.Mutation;
import savd.bgp.message.Capability;
import savd.bgp.message.Notification;
import savd.bgp.message.Open;
import savd.bgp.message.RouteRefresh;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.RouteBatch;

/**
 * Spoiled messages through framer and decoders. {@code main(iterations, seed)} runs as many as one
 * likes; a failure prints the octets, which then become a vector.
 */
public final class BgpFuzz {
  private static final Set<AddressFamily> BOTH = EnumSet.allOf(AddressFamily.class);

  private static final List<SessionParameters> SESSIONS =
      List.of(
          Updates.EXTERNAL.withPeerRole(Optional.of(BgpRole.PEER)),
          Updates.INTERNAL,
          Updates.EXTERNAL.withFourOctetAs(false),
          Updates.EXTERNAL.withChecks(Set.of()).withFourOctetAs(false),
          Updates.EXTERNAL.withAddPath(BOTH, BOTH),
          Updates.EXTERNAL.withExtendedNextHop(BOTH).withChecks(Set.of()));

  private final Random random;
  private final List<byte[]> messages = new ArrayList<>();
  private final List<List<byte[]>> updates = new ArrayList<>();
  private final RouteBatch batch = new RouteBatch();
  private final RouteBatch again = new RouteBatch();

  BgpFuzz(long seed) {
    random = new Random(seed);
    messages.add(
        MessageCodecTest.encode(
            new Open(
                4,
                23456,
                90,
                1,
                List.of(
                    new Capability.Multiprotocol(2, 1),
                    new Capability.FourOctetAs(Asn.of(70000)),
                    new Capability.GracefulRestart(
                        true,
                        false,
                        120,
                        List.of(new Capability.GracefulRestart.Entry(1, 1, true))),
                    new Capability.AddPath(List.of(new Capability.AddPath.Entry(1, 1, 3)))))));
    messages.add(MessageCodecTest.encode(new RouteRefresh(1, 1, 1)));
    messages.add(MessageCodecTest.encode(Notification.cease(2, "going down")));
    for (SessionParameters s : SESSIONS) {
      List<byte[]> frames = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        RouteBatch routes = Updates.batch(new RandomRoutes(seed + i, s).changes(1, 5));
        byte[] stream = Updates.encode(out -> new UpdateEncoder(s).encode(routes, out));
        frames.addAll(Updates.frames(stream, s.maxMessageLength()));
      }
      updates.add(frames);
    }
  }

  public static void main(String[] args) {
    long iterations = Long.parseLong(args[0]);
    new BgpFuzz(Long.parseLong(args[1])).run(iterations);
    System.out.println(iterations + " inputs, only typed outcomes");
  }

  void run(long iterations) {
    for (long i = 0; i < iterations; i++) {
      byte[] input = new byte[0];
      try {
        if (i % 8 == 0) {
          input = Mutation.of(messages.get(random.nextInt(messages.size())), 0, random);
          message(input);
        } else {
          int s = random.nextInt(SESSIONS.size());
          List<byte[]> frames = updates.get(s);
          input = Mutation.of(frames.get(random.nextInt(frames.size())), 19, random);
          update(SESSIONS.get(s), input);
        }
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("input " + i + ": " + HexFormat.of().formatHex(input), e);
      }
    }
  }

  private static void message(byte[] input) {
    BgpFramer framer = new BgpFramer();
    int length = framer.frameLength(input, 0, input.length);
    if (length == BgpFramer.BAD_HEADER) {
      assertThat(framer.error().orElseThrow().code()).isEqualTo(1);
    } else if (length > 0 && BgpFramer.type(input, 0) != MessageType.UPDATE) {
      switch (MessageDecoder.decode(input, 0, length)) {
        case Decoded.Message m -> assertThat(m.message()).isNotNull();
        case Malformed.ResetSession r -> assertThat(r.notification().code()).isIn(2, 7);
      }
    }
  }

  private void update(SessionParameters session, byte[] input) {
    if (input.length < 23) {
      return;
    }
    batch.reset(Updates.PEER, 1);
    UpdateDecoder decoder = new UpdateDecoder(session, m -> {});
    // Surrounded by other octets, as in a receive buffer: nothing outside may be read as its own.
    byte[] buffer = new byte[input.length + 64];
    Arrays.fill(buffer, (byte) 0xAA);
    System.arraycopy(input, 0, buffer, 32, input.length);
    boolean good = decoder.decode(buffer, 32, input.length, batch);
    assertThat(decoder.resetReason().isPresent()).isEqualTo(!good);
    if (!good) {
      assertThat(batch.isEmpty()).isTrue();
      assertThat(batch.attributeCount()).isZero();
      return;
    }
    roundTrip(session);
  }

  /** What was understood is well-formed: it reads as values, and encodes to what it was. */
  private void roundTrip(SessionParameters session) {
    for (int n = 0; n < batch.attributeCount(); n++) {
      // A decoder for files keeps blocks without a next hop; here each has one.
      assertThat(batch.attributeBytes()[batch.attributeOffset(n)]).isPositive();
    }
    UpdateEncoder encoder = new UpdateEncoder(session);
    byte[] stream = Updates.encode(out -> encoder.encode(batch, out));
    if (encoder.oversized() > 0) {
      return;
    }
    again.reset(Updates.PEER, 1);
    UpdateDecoder decoder = new UpdateDecoder(session, m -> {});
    for (byte[] frame : Updates.frames(stream, session.maxMessageLength())) {
      assertThat(decoder.decode(frame, 0, frame.length, again)).isTrue();
    }
    int found = 0;
    for (int i = 0; i < batch.size(); i++) {
      if (hasMessage(batch.kind(i))) {
        assertThat(found).isLessThan(again.size());
        assertThat(again.change(found)).isEqualTo(batch.change(i));
        assertThat(again.change(found).toString()).isNotEmpty();
        found++;
      }
    }
    assertThat(again.size()).isEqualTo(found);
  }

  /** A family disabled by an error leaves changes that no UPDATE can say; others may follow. */
  private static boolean hasMessage(RouteBatch.Kind kind) {
    return switch (kind) {
      case ANNOUNCE, WITHDRAW, END_OF_RIB -> true;
      case MARK_STALE, SWEEP_STALE, PEER_LOST -> false;
    };
  }
}
