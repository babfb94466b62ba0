package savd.rpki.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.Prefix;
import savd.rpki.message.Change;
import savd.rpki.message.RtrPdu;
import savd.rpki.message.RtrSerial;
import savd.rpki.message.Timing;
import savd.rpki.payload.RouterKey;
import savd.rpki.payload.Vrp;

/** PDUs at random, in every version they exist in. */
public final class RandomPdus {
  private final SplittableRandom random;

  public RandomPdus(long seed) {
    random = new SplittableRandom(seed);
  }

  public List<RtrPdu> some(int version, int count) {
    List<RtrPdu> out = new ArrayList<>();
    while (out.size() < count) {
      any(version).ifPresent(out::add);
    }
    return out;
  }

  private Optional<RtrPdu> any(int version) {
    return switch (random.nextInt(12)) {
      case 0 -> Optional.of(new RtrPdu.SerialNotify(session(), serial()));
      case 1 -> Optional.of(new RtrPdu.SerialQuery(session(), serial()));
      case 2 -> Optional.of(new RtrPdu.ResetQuery());
      case 3 -> Optional.of(new RtrPdu.CacheResponse(session()));
      case 4, 5, 6 -> Optional.of(new RtrPdu.PrefixPdu(change(), vrp()));
      case 7 ->
          Optional.of(
              new RtrPdu.EndOfData(
                  session(), serial(), version == 0 ? Optional.empty() : Optional.of(timing())));
      case 8 -> Optional.of(new RtrPdu.CacheReset());
      case 9 ->
          version < 1
              ? Optional.empty()
              : Optional.of(
                  new RtrPdu.RouterKeyPdu(
                      change(),
                      new RouterKey(
                          new Asn(random.nextInt()), bytes(20), bytes(1 + random.nextInt(200)))));
      case 10 ->
          Optional.of(
              new RtrPdu.ErrorReport(
                  random.nextInt(65536),
                  bytes(random.nextInt(60)),
                  "wörds".repeat(random.nextInt(4))));
      default -> version < 2 ? Optional.empty() : Optional.of(aspa());
    };
  }

  private RtrPdu aspa() {
    TreeSet<Asn> providers = new TreeSet<>();
    for (int n = random.nextInt(6); n > 0; n--) {
      providers.add(new Asn(random.nextInt()));
    }
    return new RtrPdu.AspaPdu(change(), new Asn(random.nextInt()), List.copyOf(providers));
  }

  public Vrp vrp() {
    AddressFamily f = random.nextInt(3) == 0 ? AddressFamily.IPV6 : AddressFamily.IPV4;
    int length = random.nextInt(f.bits() + 1);
    long high = random.nextLong() & f.maskHigh(length);
    long low = random.nextLong() & f.maskLow(length);
    return new Vrp(
        Prefix.of(f, high, low, length),
        length + random.nextInt(f.bits() - length + 1),
        new Asn(random.nextInt()));
  }

  private Timing timing() {
    return new Timing(
        random.nextLong(1L << 32), random.nextLong(1L << 32), random.nextLong(1L << 32));
  }

  private Change change() {
    return random.nextBoolean() ? Change.ANNOUNCE : Change.WITHDRAW;
  }

  private int session() {
    return random.nextInt(65536);
  }

  private RtrSerial serial() {
    return new RtrSerial(random.nextInt());
  }

  private byte[] bytes(int n) {
    byte[] b = new byte[n];
    random.nextBytes(b);
    return b;
  }
}
