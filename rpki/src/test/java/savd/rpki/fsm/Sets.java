package savd.rpki.fsm;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.Prefix;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RouterKey;
import savd.rpki.payload.Vrp;
import savd.rpki.payload.VrpTable;

/** Payloads at random, over so few values that sets meet again. */
public final class Sets {
  private final SplittableRandom random;

  public Sets(long seed) {
    random = new SplittableRandom(seed);
  }

  public static Payload of(Object... records) {
    VrpTable.Builder v4 = VrpTable.builder(AddressFamily.IPV4);
    VrpTable.Builder v6 = VrpTable.builder(AddressFamily.IPV6);
    List<Aspa> aspas = new ArrayList<>();
    Set<RouterKey> keys = new LinkedHashSet<>();
    for (Object r : records) {
      switch (r) {
        case Vrp v -> (v.prefix().family() == AddressFamily.IPV4 ? v4 : v6).add(v);
        case Aspa a -> aspas.add(a);
        case RouterKey k -> keys.add(k);
        default -> throw new IllegalArgumentException(r.toString());
      }
    }
    return new Payload(v4.build(), v6.build(), AspaTable.of(aspas), keys);
  }

  public static Vrp vrp(String prefix, int maxLength, int asn) {
    return new Vrp(Prefix.parse(prefix), maxLength, new Asn(asn));
  }

  public Payload next() {
    List<Object> records = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      if (random.nextInt(3) > 0) {
        int length = 8 + i % 3;
        records.add(vrp("10.0.0.0/" + length, length + random.nextInt(2), i / 3));
      }
      if (random.nextInt(3) > 0) {
        records.add(vrp("2001:db8::/" + (32 + i % 4), 40 + i % 2, i / 4));
      }
    }
    for (int customer = 1; customer < 8; customer++) {
      if (random.nextBoolean()) {
        TreeSet<Asn> providers = new TreeSet<>(Set.of(new Asn(100 + random.nextInt(3))));
        providers.add(new Asn(200 + random.nextInt(2)));
        records.add(new Aspa(new Asn(customer), List.copyOf(providers)));
      }
    }
    for (int i = 0; i < 4; i++) {
      if (random.nextBoolean()) {
        byte[] ski = new byte[RouterKey.SKI_OCTETS];
        ski[0] = (byte) i;
        records.add(new RouterKey(new Asn(i), ski, new byte[] {1, 2, 3}));
      }
    }
    return of(records.toArray());
  }

  /** What a version can say of a set. */
  public static Payload in(int version, Payload p) {
    return new Payload(
        p.ipv4(),
        p.ipv6(),
        version >= 2 ? p.aspas() : AspaTable.EMPTY,
        version >= 1 ? p.routerKeys() : Set.of());
  }
}
