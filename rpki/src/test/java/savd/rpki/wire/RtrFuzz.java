package savd.rpki.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import savd.net.AddressFamily;
import savd.rpki.fsm.CacheContents;
import savd.rpki.fsm.CacheFsm;
import savd.rpki.fsm.CacheFsmConfig;
import savd.rpki.fsm.CacheInput;
import savd.rpki.fsm.CacheState;
import savd.rpki.fsm.Jitter;
import savd.rpki.fsm.Leniency;
import savd.rpki.fsm.RouterConfig;
import savd.rpki.fsm.RouterFsm;
import savd.rpki.fsm.RtrAction;
import savd.rpki.fsm.RtrInput;
import savd.rpki.fsm.RtrTestPdus;
import savd.rpki.fsm.RtrTimer;
import savd.rpki.fsm.Sets;
import savd.rpki.message.Change;
import savd.rpki.message.ErrorCode;
import savd.rpki.message.Malformed;
import savd.rpki.message.PduSink;
import savd.rpki.message.RtrPdu;
import savd.rpki.message.RtrSerial;

/**
 * Spoiled streams through the reader and both state machines. {@code main(iterations, seed)} runs
 * as many as one likes; a failure prints the octets, which then become a vector.
 *
 * <p>What must hold: PDUs or {@link Malformed}, no exception, no octet read outside of the input,
 * what was understood reads the same when it is written again; the machines answer no Error Report,
 * publish only what is complete, and keep no more records than they may.
 */
public final class RtrFuzz {
  private static final int MAX_RECORDS = 500;
  private static final EnumSet<ErrorCode> OF_READER =
      EnumSet.of(ErrorCode.CORRUPT_DATA, ErrorCode.UNSUPPORTED_VERSION, ErrorCode.UNSUPPORTED_TYPE);

  private final Random random;
  private final List<byte[]> streams = new ArrayList<>();
  private final CacheContents contents =
      CacheContents.first(7, new RtrSerial(1), new Sets(1).next()).next(new Sets(2).next(), 3);
  private long nowNanos;

  public RtrFuzz(long seed) {
    random = new Random(seed);
    for (int version = 0; version <= RtrPdu.MAX_VERSION; version++) {
      for (int i = 0; i < 30; i++) {
        RandomPdus pdus = new RandomPdus(seed + 100 * version + i);
        streams.add(Pdu.octets(version, pdus.some(version, 4).toArray(RtrPdu[]::new)));
        streams.add(Pdu.octets(version, sensible(version, pdus)));
      }
    }
  }

  /** An answer a machine would like, and a second one. */
  private RtrPdu[] sensible(int version, RandomPdus pdus) {
    List<RtrPdu> out = new ArrayList<>();
    out.add(new RtrPdu.CacheResponse(7));
    for (int i = 0; i < 3; i++) {
      out.add(new RtrPdu.PrefixPdu(Change.ANNOUNCE, pdus.vrp()));
    }
    if (version == 2) {
      out.add(Pdu.aspa(Change.ANNOUNCE, 64496, 64500, 64501));
    }
    RtrPdu.EndOfData end = RtrTestPdus.end(7, 1);
    out.add(version == 0 ? new RtrPdu.EndOfData(7, end.serial(), Optional.empty()) : end);
    out.add(new RtrPdu.SerialNotify(7, new RtrSerial(2)));
    out.add(new RtrPdu.CacheResponse(7));
    out.add(new RtrPdu.PrefixPdu(Change.WITHDRAW, ((RtrPdu.PrefixPdu) out.get(1)).vrp()));
    out.add(
        new RtrPdu.EndOfData(7, new RtrSerial(2), version == 0 ? Optional.empty() : end.timing()));
    return out.toArray(RtrPdu[]::new);
  }

  public static void main(String[] args) {
    long iterations = Long.parseLong(args[0]);
    new RtrFuzz(Long.parseLong(args[1])).run(iterations);
    System.out.println(iterations + " inputs, only typed outcomes");
  }

  /** Reads, and drives the machines with, that many inputs. */
  public void run(long iterations) {
    for (long i = 0; i < iterations; i++) {
      byte[] input = input(i);
      try {
        read(input);
        switch ((int) (i % 3)) {
          case 0 -> new Router(Set.of()).drive(input);
          case 1 -> new Router(EnumSet.allOf(Leniency.class)).drive(input);
          default -> cache(input);
        }
      } catch (RuntimeException | AssertionError | StackOverflowError e) {
        throw new AssertionError("input " + i + ": " + HexFormat.of().formatHex(input), e);
      }
    }
  }

  private byte[] input(long i) {
    if (i % 16 == 0) {
      byte[] rubbish = new byte[random.nextInt(80)];
      random.nextBytes(rubbish);
      return rubbish;
    }
    byte[] input = streams.get(random.nextInt(streams.size())).clone();
    for (int n = random.nextInt(5); n > 0 && input.length > 0; n--) {
      input = spoil(input, random.nextInt(input.length));
    }
    return input;
  }

  private byte[] spoil(byte[] b, int at) {
    switch (random.nextInt(6)) {
      case 0 -> b[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> b[at] = (byte) random.nextInt();
      case 2 ->
          b[at] =
              (byte)
                  (new int[] {0, 1, 8, 12, 20, 24, 32, 33, 127, 128, 129, 255})[random.nextInt(12)];
      case 3 -> Arrays.fill(b, at, Math.min(b.length, at + 4), (byte) -random.nextInt(2));
      case 4 -> {
        return Arrays.copyOf(b, at);
      }
      default -> {
        int to = Math.min(b.length, at + random.nextInt(1, 33));
        byte[] longer = Arrays.copyOf(b, b.length + to - at);
        System.arraycopy(b, at, longer, to, b.length - at);
        return longer;
      }
    }
    return b;
  }

  // ---- the reader

  private void read(byte[] input) {
    // Surrounded by other octets, as in a receive buffer: nothing outside may be read as its own.
    byte[] buffer = new byte[input.length + 128];
    Arrays.fill(buffer, (byte) 0xAA);
    System.arraycopy(input, 0, buffer, 64, input.length);
    Pdu.Kept kept = new Pdu.Kept();
    int used = PduReader.read(buffer, 64, 64 + input.length, kept);
    assertThat(kept.malformed.isPresent()).isEqualTo(used == PduReader.BROKEN);
    kept.malformed.ifPresent(
        m -> {
          assertThat(OF_READER).contains(m.code());
          assertThat(m.octets().length).isBetween(8, Pdus.MAX_QUOTE);
        });
    if (used != PduReader.BROKEN) {
      assertThat(used).isBetween(64, 64 + input.length);
    }
    for (Pdu.Came c : kept.pdus) {
      if (c.version() <= RtrPdu.MAX_VERSION) {
        Pdu.Kept again = Pdu.read(Pdu.octets(c.version(), again(c.pdu())));
        assertThat(again.pdus).containsExactly(new Pdu.Came(c.version(), again(c.pdu())));
      }
    }
    int split = random.nextInt(input.length + 1);
    assertThat(Pdu.read(input, split).pdus).isEqualTo(kept.pdus);
  }

  /** Octets that are no UTF-8 are read as what stands for them, which may be longer. */
  private static RtrPdu again(RtrPdu pdu) {
    return pdu instanceof RtrPdu.ErrorReport e && e.text().indexOf('\uFFFD') >= 0
        ? new RtrPdu.ErrorReport(e.code(), e.erroneous(), "")
        : pdu;
  }

  // ---- the machines

  private final class Router implements PduSink {
    private final RouterFsm fsm;
    private int received;

    Router(Set<Leniency> leniencies) {
      fsm =
          new RouterFsm(
              RouterConfig.DEFAULT.withLeniencies(leniencies).withMaxRecords(MAX_RECORDS),
              Jitter.none());
    }

    void drive(byte[] input) {
      take(new RtrInput.Start());
      take(new RtrInput.Connected());
      PduReader.read(input, 0, input.length, this);
      if (random.nextInt(4) == 0) {
        take(new RtrInput.TimerExpired(RtrTimer.values()[random.nextInt(4)]));
        PduReader.read(input, 0, input.length, this);
      }
      take(new RtrInput.Lost("end of input"));
      assertThat(fsm.state()).isIn(CacheState.WAITING, CacheState.CONNECTING);
    }

    private void take(RtrInput input) {
      nowNanos += 1_000_000;
      List<RtrAction> actions = fsm.on(nowNanos, input);
      boolean report =
          input instanceof RtrInput.Received r && r.pdu() instanceof RtrPdu.ErrorReport
              || input instanceof RtrInput.Broken b && !b.malformed().answerable();
      for (RtrAction a : actions) {
        if (a instanceof RtrAction.Complain c) {
          assertThat(report).isFalse();
          Pdu.octets(c.aboutVersion(), c.about());
        } else if (a instanceof RtrAction.Publish p) {
          assertThat(input).isInstanceOf(RtrInput.Received.class);
          assertThat(p.payload().vrpCount()).isLessThanOrEqualTo(received);
        }
      }
    }

    @Override
    public boolean prefix(
        int version,
        Change change,
        AddressFamily family,
        long high,
        long low,
        int length,
        int maxLength,
        int asn) {
      received++;
      return fsm.collect(version, change, family, high, low, length, maxLength, asn)
          || pdu(version, RtrPdu.PrefixPdu.of(change, family, high, low, length, maxLength, asn));
    }

    @Override
    public boolean pdu(int version, RtrPdu pdu) {
      take(new RtrInput.Received(version, pdu));
      return fsm.state().isConnected();
    }

    @Override
    public void malformed(Malformed m) {
      take(new RtrInput.Broken(m));
      assertThat(fsm.state().isConnected()).isFalse();
    }
  }

  private void cache(byte[] input) {
    CacheFsm fsm = new CacheFsm(CacheFsmConfig.DEFAULT, Optional.of(contents));
    Pdu.Kept kept = Pdu.read(input);
    kept.pdus.forEach(c -> fsm.on(new CacheInput.Received(c.version(), c.pdu())));
    kept.malformed.ifPresent(m -> fsm.on(new CacheInput.Broken(m)));
    fsm.on(new CacheInput.Answered());
  }
}
