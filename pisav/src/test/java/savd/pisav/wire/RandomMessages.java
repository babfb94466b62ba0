package savd.pisav.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Prefix;
import savd.pisav.message.ConeMessage;
import savd.pisav.message.ConeNotice;
import savd.pisav.message.Frame;
import savd.pisav.message.Nonce;
import savd.pisav.message.Role;
import savd.relation.ConeMode;
import savd.relation.MemberStatement;

/** Messages of all types, with everything in them that may be. */
public final class RandomMessages {
  private final Random random;

  public RandomMessages(long seed) {
    random = new Random(seed);
  }

  /** That many messages, numbered from 1 up. */
  public Frame[] stream(int count) {
    Frame[] out = new Frame[count];
    long tag = random.nextLong();
    for (int i = 0; i < count; i++) {
      ConeMessage m = message(i % 7);
      out[i] = new Frame(i + 1, m instanceof ConeMessage.Hello ? 0 : tag, m);
    }
    return out;
  }

  private ConeMessage message(int kind) {
    return switch (kind) {
      case 0 -> hello();
      case 1 -> new ConeMessage.Keepalive();
      case 2 -> notice(0);
      case 3 -> notice(random.nextInt(1, Integer.MAX_VALUE));
      case 4 -> response();
      case 5 ->
          new ConeMessage.Error(
              random.nextInt(0x10000), text(), new byte[random.nextInt(2) * Frames.HEADER_LENGTH]);
      default -> new ConeMessage.Cease(text());
    };
  }

  private ConeMessage hello() {
    return new ConeMessage.Hello(
        random.nextBoolean() ? Role.MEMBER : Role.TOP,
        1,
        random.nextInt(1, 256),
        asn(),
        random.nextInt(),
        random.nextLong(1L << 32),
        new Nonce(random.nextLong(), random.nextLong()),
        maybe(
            new ConeMessage.Limits(
                random.nextLong(1L << 32), random.nextLong(1L << 32), random.nextLong(1L << 32))));
  }

  private ConeMessage notice(int base) {
    List<ConeNotice.Contact> contacts = new ArrayList<>();
    for (int n = random.nextInt(4); n > 0; n--) {
      contacts.add(
          new ConeNotice.Contact(
              random.nextBoolean()
                  ? IpAddress.of(AddressFamily.IPV4, 0, random.nextInt() & 0xFFFFFFFFL)
                  : IpAddress.of(AddressFamily.IPV6, random.nextLong(), random.nextLong()),
              random.nextInt(1, 65536)));
    }
    return new ConeMessage.Notice(
        random.nextInt(1, Integer.MAX_VALUE),
        base,
        maybe(
            new ConeMessage.Head(
                ConeMode.values()[random.nextInt(3)], asn(), random.nextInt(), contacts)),
        new ConeMessage.Change<>(asns(), asns()),
        new ConeMessage.Change<>(asns(), asns()),
        new ConeMessage.Change<>(prefixes(), prefixes()),
        totals());
  }

  private ConeMessage response() {
    return new ConeMessage.Response(
        ConeMessage.Occasion.values()[random.nextInt(2)],
        random.nextInt(1, Integer.MAX_VALUE),
        random.nextInt(1, Integer.MAX_VALUE),
        maybe(
            new ConeMessage.Verdict(
                asn(),
                MemberStatement.Detour.values()[random.nextInt(2)],
                MemberStatement.OutsideProviders.values()[random.nextInt(3)],
                random.nextBoolean(),
                random.nextBoolean())),
        asns(),
        asns(),
        asns(),
        prefixes(),
        maybe(
            new ConeMessage.ResponseTotals(
                random.nextInt(), random.nextInt(), random.nextInt(), random.nextInt())));
  }

  private Optional<ConeMessage.Totals> totals() {
    return maybe(new ConeMessage.Totals(random.nextInt(), random.nextInt(), random.nextInt()));
  }

  private <T> Optional<T> maybe(T value) {
    return random.nextBoolean() ? Optional.of(value) : Optional.empty();
  }

  private String text() {
    return "é漢𝄞 x\n".repeat(random.nextInt(20));
  }

  private Asn asn() {
    return new Asn(random.nextInt());
  }

  private List<Asn> asns() {
    TreeSet<Asn> set = new TreeSet<>();
    for (int n = random.nextInt(6); n > 0; n--) {
      set.add(asn());
    }
    return List.copyOf(set);
  }

  private List<Prefix> prefixes() {
    TreeSet<Prefix> set = new TreeSet<>();
    for (int n = random.nextInt(8); n > 0; n--) {
      AddressFamily f = AddressFamily.values()[random.nextInt(2)];
      int length = random.nextInt(f.bits() + 1);
      set.add(
          Prefix.of(
              f,
              random.nextLong() & f.maskHigh(length),
              random.nextLong() & f.maskLow(length),
              length));
    }
    return List.copyOf(set);
  }
}
