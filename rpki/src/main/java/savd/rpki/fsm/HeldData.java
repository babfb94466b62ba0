package savd.rpki.fsm;

import java.util.Optional;
import savd.rpki.message.RtrPdu;
import savd.rpki.message.RtrSerial;
import savd.rpki.payload.Payload;

/** The last complete set of a cache, until it expires, and how to go on from it. */
final class HeldData {
  /** Null while there is none. */
  private Payload payload;

  private int version;
  private long updatedNanos;
  private long expiresNanos;

  /** Whether session and serial can be continued by a Serial Query. */
  private boolean resumable;

  private int session;
  private RtrSerial serial;

  boolean isPresent() {
    return payload != null;
  }

  Payload payload() {
    return payload;
  }

  int version() {
    return version;
  }

  long updatedNanos() {
    return updatedNanos;
  }

  long expiresNanos() {
    return expiresNanos;
  }

  /** The session of the data, or of the answer under way. */
  int session() {
    return session;
  }

  RtrSerial serial() {
    return serial;
  }

  boolean isResumable() {
    return payload != null && resumable;
  }

  /** The query that continues the data in a version; empty when everything must be asked for. */
  Optional<RtrPdu> continued(int inVersion) {
    return isResumable() && version == inVersion
        ? Optional.of(new RtrPdu.SerialQuery(session, serial))
        : Optional.empty();
  }

  /** The two sides may know different things of each other. */
  void doubt() {
    resumable = false;
  }

  void drop() {
    payload = null;
    resumable = false;
  }

  /** An answer of this session begins. */
  void begin(int ofSession) {
    session = ofSession;
  }

  /** Takes a set that is complete; false when it is the one that was there. */
  boolean take(Payload complete, int inVersion, RtrSerial at, long now, long expireNanos) {
    version = inVersion;
    serial = at;
    resumable = true;
    updatedNanos = now;
    expiresNanos = now + expireNanos;
    if (payload != null && payload.equals(complete)) {
      return false;
    }
    payload = complete;
    return true;
  }
}
