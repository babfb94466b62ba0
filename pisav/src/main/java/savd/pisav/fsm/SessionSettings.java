package savd.pisav.fsm;

import java.util.concurrent.TimeUnit;

/**
 * What concerns a session on either side. All durations in nanoseconds.
 *
 * @param routerId our BGP identifier
 * @param keepaliveNanos we send one this often, or three times in the hold time if that is more
 * @param holdNanos after which silence the other side counts as gone; the lower of both sides'
 * @param handshakeNanos from the connection to the other side's HELLO
 * @param transferNanos for one notice or response, in either direction
 * @param messagesPerSecond what the other side may send in the long run
 * @param burst and at once
 */
public record SessionSettings(
    int routerId,
    long keepaliveNanos,
    long holdNanos,
    long handshakeNanos,
    long transferNanos,
    int messagesPerSecond,
    int burst) {
  /** A hold time below this is refused: it would make keepalives a flood. */
  public static final long MIN_HOLD_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  public SessionSettings {
    if (holdNanos < MIN_HOLD_NANOS || TimeUnit.NANOSECONDS.toMillis(holdNanos) > 0xFFFF_FFFFL) {
      throw new IllegalArgumentException("a hold time of 300 ms to 49 days");
    }
    if (keepaliveNanos < 1
        || handshakeNanos < 1
        || transferNanos < 1
        || messagesPerSecond < 1
        || burst < 1) {
      throw new IllegalArgumentException("times and rates are more than 0");
    }
  }

  /** The defaults of docs/pi-sav-protocol.md. */
  public static SessionSettings of(int routerId) {
    return new SessionSettings(
        routerId,
        TimeUnit.SECONDS.toNanos(10),
        TimeUnit.SECONDS.toNanos(30),
        TimeUnit.SECONDS.toNanos(10),
        TimeUnit.SECONDS.toNanos(60),
        100,
        1_000);
  }

  public SessionSettings withTimes(long keepalive, long hold, long handshake, long transfer) {
    return new SessionSettings(
        routerId, keepalive, hold, handshake, transfer, messagesPerSecond, burst);
  }

  public SessionSettings withRate(int perSecond, int atOnce) {
    return new SessionSettings(
        routerId, keepaliveNanos, holdNanos, handshakeNanos, transferNanos, perSecond, atOnce);
  }
}
