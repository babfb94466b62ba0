package savd.rpki.fsm;

import java.util.Optional;
import savd.net.AddressFamily;
import savd.rpki.message.Change;
import savd.rpki.message.ErrorCode;
import savd.rpki.message.RtrPdu;
import savd.rpki.message.RtrSerial;
import savd.rpki.payload.Payload;

/**
 * What a cache is asked, and whether what it answers is an answer to that: the same session, a
 * serial that goes forward, records that can be (RFC 8210, sections 5 and 8). When a question may
 * be put, and what an answer that is none leads to, {@link RouterFsm} knows.
 */
final class Exchange {
  private final HeldData held;
  private final Tally tally;

  /** The question was for what changed since the data held, not for everything. */
  private boolean forChanges;

  /** The answer under way; null while there is none. */
  private Update update;

  /** The last serial the cache told of while it owed an answer; null for none. */
  private RtrSerial notified;

  Exchange(HeldData held, Tally tally) {
    this.held = held;
    this.tally = tally;
  }

  /** The connection is gone, and with it what was under way. */
  void forget() {
    update = null;
    notified = null;
  }

  // ---- questions

  /** The question for what changed where that is possible, else for everything. */
  RtrPdu ask(int version) {
    Optional<RtrPdu> continued = held.continued(version);
    forChanges = continued.isPresent();
    return continued.orElse(new RtrPdu.ResetQuery());
  }

  RtrPdu askForAll() {
    forChanges = false;
    return new RtrPdu.ResetQuery();
  }

  boolean isForChanges() {
    return forChanges;
  }

  // ---- answers

  /** False for changes to data that are not held: they expired, or the cache restarted. */
  boolean fits(RtrPdu.CacheResponse r) {
    return !forChanges || held.isPresent() && r.session() == held.session();
  }

  /** The answer begins. */
  void begin(RtrPdu.CacheResponse r, RouterConfig config) {
    if (!forChanges) {
      // The session is that of what comes, and no longer that of what is held.
      held.doubt();
    }
    held.begin(r.session());
    update = forChanges ? Update.delta(held.payload(), config, tally) : Update.full(config, tally);
  }

  /** See {@link Update#collect}. */
  boolean collect(
      Change change, AddressFamily family, long high, long low, int length, int max, int asn) {
    return update.collect(change, family, high, low, length, max, asn);
  }

  /** Takes a PDU with payload; what is wrong with it, if anything is. */
  Optional<Problem> take(RtrPdu pdu) {
    return switch (pdu) {
      case RtrPdu.PrefixPdu p -> update.prefix(p);
      case RtrPdu.AspaPdu p -> update.aspa(p);
      case RtrPdu.RouterKeyPdu p -> update.routerKey(p);
      case RtrPdu.SerialNotify _,
          RtrPdu.SerialQuery _,
          RtrPdu.ResetQuery _,
          RtrPdu.CacheResponse _,
          RtrPdu.EndOfData _,
          RtrPdu.CacheReset _,
          RtrPdu.ErrorReport _ ->
          throw new IllegalArgumentException(pdu.toString());
    };
  }

  /** The answer ends; what is wrong with it, if anything is. */
  Optional<Problem> end(RtrPdu.EndOfData e) {
    if (e.session() != held.session()) {
      return Optional.of(otherSession(e, e.session()));
    }
    if (!update.isFull()
        && !e.serial().equals(held.serial())
        && !e.serial().isAfter(held.serial())) {
      String text = "serial " + e.serial() + " after " + held.serial();
      return Optional.of(new Problem(ErrorCode.CORRUPT_DATA, e, text));
    }
    return update.finish();
  }

  /** The data as they are after an answer that ended well. */
  Payload complete() {
    tally.updates++;
    tally.fullLoads += update.isFull() ? 1 : 0;
    Payload payload = update.payload();
    update = null;
    return payload;
  }

  Problem otherSession(RtrPdu about, int other) {
    return new Problem(
        ErrorCode.CORRUPT_DATA, about, "session " + other + " instead of " + held.session());
  }

  // ---- what is told unasked

  /** The cache has something newer, but owes an answer. */
  void notifiedOf(RtrSerial serial) {
    notified = serial;
  }

  /** True when the answer was older than what the cache told of meanwhile. */
  boolean takeNewer() {
    boolean newer = notified != null && notified.isAfter(held.serial());
    notified = null;
    return newer;
  }
}
