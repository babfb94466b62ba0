package savd.pisav.fsm;

import static org.assertj.core.api.Assertions.assertThat;
import static savd.pisav.fsm.Cone.A;
import static savd.pisav.fsm.Cone.B;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import savd.pisav.message.ConeMessage;
import savd.pisav.message.Frame;
import savd.pisav.message.FrameSink;
import savd.pisav.message.Malformed;
import savd.pisav.message.Nonce;
import savd.pisav.message.Role;
import savd.pisav.wire.MessageReader;
import savd.pisav.wire.Octet;
import savd.relation.ConeMode;

/** Both machines behind a reader, for streams of any octets. */
public final class PisavMachines {
  private static final ConeMessage.Hello MEMBER_HELLO =
      new ConeMessage.Hello(Role.MEMBER, 1, 1, A, 1, 30_000, new Nonce(3, 3), Optional.empty());
  private static final ConeMessage.Hello TOP_HELLO =
      new ConeMessage.Hello(
          Role.TOP,
          1,
          1,
          Cone.TOP,
          Cone.TOP_ROUTER,
          30_000,
          Cone.nonces(7).get(),
          Optional.of(new ConeMessage.Limits(0, 0, 10_000)));

  private PisavMachines() {}

  /** What a member says to {@link #top}, that it likes. */
  public static byte[] memberOctets(long seed) {
    Random random = new Random(seed);
    Binding b = new Binding(Role.MEMBER);
    List<Frame> out = new ArrayList<>();
    out.add(b.out(MEMBER_HELLO));
    b.bind(MEMBER_HELLO, TOP_HELLO);
    for (int i = 1; i < 6; i++) {
      out.add(
          b.out(
              random.nextInt(3) == 0
                  ? new ConeMessage.Keepalive()
                  : Cone.response(
                      ConeMessage.Occasion.values()[random.nextInt(2)],
                      1,
                      i,
                      random.nextBoolean() ? Cone.none(A) : Cone.some(A, B))));
    }
    return Octet.octets(out.toArray(Frame[]::new));
  }

  /** What a top says to {@link #member}, that it likes. */
  public static byte[] topOctets(long seed) {
    Random random = new Random(seed);
    Binding b = new Binding(Role.TOP);
    List<Frame> out = new ArrayList<>();
    out.add(b.out(TOP_HELLO));
    b.bind(TOP_HELLO, firstOfMember());
    Numbered before = new Numbered(1, Cone.notice(ConeMode.CONSERVATIVE));
    out.add(b.out(NoticeParts.whole(1, before.notice()).next()));
    for (int i = 2; i < 5; i++) {
      Numbered next =
          new Numbered(
              i,
              Cone.notice(
                  ConeMode.values()[random.nextInt(3)],
                  random.nextBoolean() ? List.of(A) : List.of(A, B),
                  random.nextInt(200) + ".0.0.0/8",
                  "2001:db8::/32"));
      NoticeChange c = NoticeChange.between(before.notice(), next.notice());
      out.add(
          b.out(
              random.nextBoolean()
                  ? NoticeParts.whole(i, next.notice()).next()
                  : NoticeParts.update(i, i - 1, next.notice(), c).next()));
      before = next;
    }
    return Octet.octets(out.toArray(Frame[]::new));
  }

  private static MemberFsm newMember() {
    return new MemberFsm(
        MemberSettings.of(A, 1, Cone.TOP), Cone.nonces(1), new SplittableRandom(1));
  }

  private static ConeMessage.Hello firstOfMember() {
    MemberFsm fsm = newMember();
    fsm.on(0, new MemberInput.Start());
    return fsm.on(0, new MemberInput.Secured(Set.of(Cone.TOP))).stream()
        .filter(SessionAction.Send.class::isInstance)
        .map(a -> (ConeMessage.Hello) ((SessionAction.Send) a).frame().message())
        .findFirst()
        .orElseThrow();
  }

  /** Gives the octets to a top as those of a member with A's key. */
  public static void top(byte[] input, Random random) {
    ConeTop top =
        new ConeTop(
            TopSettings.of(Cone.TOP, Cone.TOP_ROUTER), Cone.nonces(7), new SplittableRandom(1));
    top.on(0, new ConeInput.KeysChanged(Cone.keys(Map.of(1, A, 2, B))));
    top.on(0, new ConeInput.NoticeChanged(Cone.notice(ConeMode.CONSERVATIVE)));
    top.on(0, new ConeInput.Accepted(1, "x"));
    top.on(0, new ConeInput.Secured(1, Cone.key(1)));
    Drive drive = new Drive();
    drive.read(
        input,
        in -> {
          List<ConeAction> actions =
              top.on(
                  drive.nowNanos,
                  in instanceof Frame f
                      ? new ConeInput.Received(1, f)
                      : new ConeInput.Broken(1, (Malformed) in));
          while (top.pull(drive.nowNanos, 1).isPresent()) {
            // It takes everything.
          }
          for (ConeAction a : actions) {
            if (a instanceof ConeAction.StatementsChanged) {
              assertThat(top.inForce().keySet()).isSubsetOf(A);
              top.inForce().forEach((asn, m) -> assertThat(m.member()).isEqualTo(asn));
            } else if (a instanceof ConeAction.OfSession s) {
              drive.did(s.action());
            }
          }
        },
        random);
    top.on(drive.nowNanos, new ConeInput.Lost(1, "end of input"));
    assertThat(top.sessions()).isEmpty();
  }

  /** Gives the octets to a member as those of its top. */
  public static void member(byte[] input, Random random) {
    MemberFsm member = newMember();
    member.on(0, new MemberInput.Start());
    member.on(0, new MemberInput.Secured(Set.of(Cone.TOP)));
    Drive drive = new Drive();
    drive.read(
        input,
        in -> {
          List<SessionAction> actions =
              member.on(
                  drive.nowNanos,
                  in instanceof Frame f
                      ? new MemberInput.Received(f)
                      : new MemberInput.Broken((Malformed) in));
          for (SessionAction a : actions) {
            drive.did(a);
            if (a instanceof SessionAction.NoticeInForce n) {
              assertThat(n.notice().top()).isEqualTo(Cone.TOP);
              member.on(drive.nowNanos, new MemberInput.Answer(n.serial(), Cone.none(A)));
            }
          }
          while (member.pull(drive.nowNanos).isPresent()) {
            // It takes everything.
          }
        },
        random);
    member.on(drive.nowNanos, new MemberInput.Lost("end of input"));
    assertThat(member.state()).isEqualTo(MemberFsm.State.WAITING);
  }

  /** Reads a stream for a machine, until that closes. */
  private static final class Drive {
    private long nowNanos;
    private boolean closed;

    void did(SessionAction action) {
      if (action instanceof SessionAction.Send) {
        assertThat(closed).as("nothing is sent behind the last word").isFalse();
      }
      closed |= action instanceof SessionAction.Close;
    }

    void read(byte[] input, java.util.function.Consumer<Object> machine, Random random) {
      MessageReader.read(
          input,
          0,
          input.length,
          new FrameSink() {
            @Override
            public boolean frame(Frame frame) {
              nowNanos += random.nextInt(1_000_000_000);
              machine.accept(frame);
              return !closed;
            }

            @Override
            public void malformed(Malformed m) {
              machine.accept(m);
              assertThat(closed).isTrue();
            }
          });
    }
  }
}
