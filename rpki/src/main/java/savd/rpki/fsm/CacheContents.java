package savd.rpki.fsm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import savd.rpki.message.RtrSerial;
import savd.rpki.payload.Payload;

/** What a cache serves: a set, its serial, and how it came from some former serials. Immutable. */
public final class CacheContents {
  private final int session;
  private final RtrSerial serial;
  private final Payload payload;

  /** From each kept serial to the next, the oldest first; the last one leads to the payload. */
  private final List<ContentsDelta> deltas;

  private CacheContents(
      int session, RtrSerial serial, Payload payload, List<ContentsDelta> deltas) {
    this.session = session;
    this.serial = serial;
    this.payload = payload;
    this.deltas = deltas;
  }

  /**
   * The first set of a session.
   *
   * @param session 0 to 65535; those of the higher versions are the following numbers
   */
  public static CacheContents first(int session, RtrSerial serial, Payload payload) {
    return new CacheContents(session & 0xFFFF, serial, payload, List.of());
  }

  /**
   * The next set of the session; this one when nothing changed.
   *
   * @param keep for how many former serials changes are kept, 0 or more
   */
  public CacheContents next(Payload to, int keep) {
    ContentsDelta delta = ContentsDelta.between(payload, to);
    if (delta.isEmpty()) {
      return this;
    }
    List<ContentsDelta> all = new ArrayList<>(deltas);
    all.add(delta);
    while (all.size() > keep) {
      all.removeFirst();
    }
    return new CacheContents(session, serial.next(), to, List.copyOf(all));
  }

  /** The identifier in a version; each version has its own (RFC 8210, section 5.1). */
  public int session(int version) {
    return session + version & 0xFFFF;
  }

  public RtrSerial serial() {
    return serial;
  }

  public Payload payload() {
    return payload;
  }

  /** Everything. */
  public CacheAnswer all() {
    return CacheAnswer.full(this);
  }

  /** What changed since a serial; empty when that is not known. */
  Optional<CacheAnswer> since(RtrSerial former) {
    int back = serial.value() - former.value();
    if (back < 0 || back > deltas.size()) {
      return Optional.empty();
    }
    ContentsDelta d = null;
    for (ContentsDelta step : deltas.subList(deltas.size() - back, deltas.size())) {
      d = d == null ? step : d.then(step);
    }
    return Optional.of(CacheAnswer.delta(this, d));
  }
}
