package savd.testbed.rpki;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.Vrp;

/** Octets of RTR PDUs of one version, written field by field from RFC 8210 and 8210bis-27. */
final class PduStream {
  private static final int ANNOUNCE = 1;
  private static final int WITHDRAW = 0;

  /**
   * The difference of two sets.
   *
   * @param changedAspas new ones and those with other providers; one replaces the one before
   */
  record Delta(
      List<Vrp> newVrps, List<Vrp> goneVrps, List<Aspa> changedAspas, List<Asn> goneAspas) {
    static Delta between(RpkiData before, RpkiData after) {
      Set<Vrp> newVrps = new LinkedHashSet<>(after.vrps());
      before.vrps().forEach(newVrps::remove);
      Set<Vrp> goneVrps = new LinkedHashSet<>(before.vrps());
      after.vrps().forEach(goneVrps::remove);
      Set<Aspa> changed = new LinkedHashSet<>(after.aspas());
      before.aspas().forEach(changed::remove);
      Set<Asn> gone = new LinkedHashSet<>(before.aspas().stream().map(Aspa::customer).toList());
      after.aspas().forEach(a -> gone.remove(a.customer()));
      return new Delta(
          List.copyOf(newVrps), List.copyOf(goneVrps), List.copyOf(changed), List.copyOf(gone));
    }

    /** The net effect of deltas that follow each other. */
    static Delta joined(List<Delta> steps) {
      Set<Vrp> newVrps = new LinkedHashSet<>();
      Set<Vrp> goneVrps = new LinkedHashSet<>();
      Map<Asn, Aspa> changed = new LinkedHashMap<>();
      Set<Asn> gone = new LinkedHashSet<>();
      for (Delta d : steps) {
        for (Vrp v : d.goneVrps) {
          if (!newVrps.remove(v)) {
            goneVrps.add(v);
          }
        }
        for (Vrp v : d.newVrps) {
          if (!goneVrps.remove(v)) {
            newVrps.add(v);
          }
        }
        for (Aspa a : d.changedAspas) {
          changed.put(a.customer(), a);
          gone.remove(a.customer());
        }
        for (Asn a : d.goneAspas) {
          changed.remove(a);
          gone.add(a);
        }
      }
      return new Delta(
          List.copyOf(newVrps),
          List.copyOf(goneVrps),
          List.copyOf(changed.values()),
          List.copyOf(gone));
    }
  }

  private final int version;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  PduStream(int version) {
    this.version = version;
  }

  byte[] octets() {
    return out.toByteArray();
  }

  private void begin(int type, int field, int length) {
    out.write(version);
    out.write(type);
    int16(field);
    int32(length);
  }

  private void int16(int v) {
    out.write(v >>> 8);
    out.write(v);
  }

  private void int32(int v) {
    int16(v >>> 16);
    int16(v);
  }

  private void int64(long v) {
    int32((int) (v >>> 32));
    int32((int) v);
  }

  /** A PDU that is a header only. */
  void header(int type, int field) {
    begin(type, field, 8);
  }

  void announce(RpkiData data) {
    change(new Delta(data.vrps(), List.of(), data.aspas(), List.of()));
  }

  void change(Delta delta) {
    // Longest prefixes first, so that a router that judges at once makes fewer detours.
    List<Vrp> sorted = new ArrayList<>(delta.newVrps);
    sorted.sort(Comparator.comparingInt((Vrp v) -> v.prefix().length()).reversed());
    sorted.forEach(v -> prefix(v, ANNOUNCE));
    delta.goneVrps.forEach(v -> prefix(v, WITHDRAW));
    if (version >= 2) {
      delta.goneAspas.forEach(customer -> aspa(customer, List.of(), WITHDRAW));
      delta.changedAspas.forEach(a -> aspa(a.customer(), a.providers(), ANNOUNCE));
    }
  }

  private void prefix(Vrp v, int flags) {
    boolean four = v.prefix().family() == AddressFamily.IPV4;
    begin(four ? 4 : 6, 0, four ? 20 : 32);
    out.write(flags);
    out.write(v.prefix().length());
    out.write(v.maxLength());
    out.write(0);
    if (four) {
      int32((int) v.prefix().low());
    } else {
      int64(v.prefix().high());
      int64(v.prefix().low());
    }
    int32(v.asn().value());
  }

  private void aspa(Asn customer, List<Asn> providers, int flags) {
    begin(11, flags << 8, 12 + 4 * providers.size());
    int32(customer.value());
    providers.forEach(p -> int32(p.value()));
  }

  void endOfData(ScriptedCache.Character c, long serial) {
    begin(7, c.session(), version == 0 ? 12 : 24);
    int32((int) serial);
    if (version > 0) {
      int32(c.refresh());
      int32(c.retry());
      int32(c.expire());
    }
  }
}
