package savd.rules;

import java.util.HashMap;
import java.util.Map;
import savd.net.AddressFamily;
import savd.net.PeerId;

/**
 * How far each neighbour's sessions are: the ground on which an interface is ready or not.
 *
 * <p>A neighbour has converged when every family that is up has seen its End-of-RIB (RFC 4724). One
 * that has not, because it is loading, down or never came up, is waited for until the readiness
 * timer has run since that state began.
 */
final class SessionStates {
  private final Map<Integer, State> states = new HashMap<>();

  private static final class State {
    private long since;
    private int up;
    private int complete;
    private boolean everUp;
  }

  private State state(PeerId peer, long nowNanos) {
    return states.computeIfAbsent(
        peer.index(),
        _ -> {
          State s = new State();
          s.since = nowNanos;
          return s;
        });
  }

  private static int bit(AddressFamily family) {
    return 1 << family.ordinal();
  }

  void register(PeerId peer, long nowNanos) {
    state(peer, nowNanos);
  }

  /** Forgets the sessions of neighbours that are no more. */
  void retainOnly(Neighbors neighbors) {
    if (states.size() > neighbors.all().size()) {
      states.keySet().removeIf(p -> neighbors.peer(new PeerId(p)).isEmpty());
    }
  }

  void up(PeerId peer, AddressFamily family, long nowNanos) {
    State s = state(peer, nowNanos);
    s.up |= bit(family);
    s.complete &= ~bit(family);
    s.everUp = true;
    s.since = nowNanos;
  }

  void endOfRib(PeerId peer, AddressFamily family, long nowNanos) {
    State s = state(peer, nowNanos);
    s.complete |= bit(family);
  }

  /**
   * A family is down. The others usually follow in the same breath, so what was complete is waited
   * for again: otherwise a session that is lost half-way would pass for a complete one meanwhile.
   */
  void down(PeerId peer, AddressFamily family, long nowNanos) {
    State s = state(peer, nowNanos);
    s.up &= ~bit(family);
    s.complete = 0;
    s.since = nowNanos;
  }

  boolean everUp(int peer) {
    State s = states.get(peer);
    return s != null && s.everUp;
  }

  /**
   * From when on nobody waits for the neighbour any more: {@link Long#MIN_VALUE} when it has
   * converged.
   */
  long waitUntil(int peer, long timerNanos) {
    State s = states.get(peer);
    if (s == null || (s.up != 0 && (s.up & ~s.complete) == 0)) {
      return Long.MIN_VALUE;
    }
    return s.since + timerNanos;
  }

  /** True when a session is up and all of it has seen its End-of-RIB. */
  boolean isComplete(int peer) {
    State s = states.get(peer);
    return s != null && s.up != 0 && (s.up & ~s.complete) == 0;
  }

  /**
   * Until when it has to be assumed that what a session told and only it told is still so: {@link
   * Long#MIN_VALUE} while every session that there was is there, with all it has.
   *
   * @param lostNanos how long a session that is down is waited for
   * @param timerNanos how long one that is up is waited for to be complete
   */
  long unheardUntil(long lostNanos, long timerNanos) {
    long at = Long.MIN_VALUE;
    for (State s : states.values()) {
      if (s.everUp && s.up == 0) {
        at = Math.max(at, s.since + lostNanos);
      } else if (s.everUp && (s.up & ~s.complete) != 0) {
        at = Math.max(at, s.since + timerNanos);
      }
    }
    return at;
  }

  boolean anyEverUp(PeerSet peers) {
    for (int peer : peers.toArray()) {
      if (everUp(peer)) {
        return true;
      }
    }
    return false;
  }

  /** From when on nobody waits for any of the neighbours any more. */
  long waitUntil(PeerSet peers, long timerNanos) {
    long at = Long.MIN_VALUE;
    for (int peer : peers.toArray()) {
      at = Math.max(at, waitUntil(peer, timerNanos));
    }
    return at;
  }
}
