package savd.bgp.session;

import savd.bgp.wire.Malformed;
import savd.bgp.wire.UpdateDecoder;

/** Counts of one neighbour over its sessions; written on its event loop. */
final class Tally {
  private long messagesReceived;
  private long messagesSent;
  private long octetsReceived;
  private long updatesSent;
  private long attributesDiscarded;
  private long treatedAsWithdraw;
  private long familiesDisabled;
  private long resets;
  private long updates;
  private long announced;
  private long withdrawn;
  private long looped;
  private long leaked;

  void received(int octets) {
    messagesReceived++;
    octetsReceived += octets;
  }

  void sent() {
    messagesSent++;
  }

  void updatesSent(long count) {
    messagesSent += count;
    updatesSent += count;
  }

  void reset() {
    resets++;
  }

  void malformed(Malformed malformed) {
    switch (malformed) {
      case Malformed.DiscardAttribute _ -> attributesDiscarded++;
      case Malformed.TreatAsWithdraw _ -> treatedAsWithdraw++;
      case Malformed.DisableFamily _ -> familiesDisabled++;
      case Malformed.ResetSession _ -> resets++;
    }
  }

  /** Adds what a session came to, once it is over. */
  void finished(UpdateDecoder session) {
    updates += session.updates();
    announced += session.announced();
    withdrawn += session.withdrawn();
    looped += session.looped();
    leaked += session.leaked();
  }

  /** With the session that is up, or null. */
  NeighborCounters snapshot(UpdateDecoder session) {
    if (session == null) {
      return counters();
    }
    Tally sum = new Tally();
    sum.updates = updates;
    sum.announced = announced;
    sum.withdrawn = withdrawn;
    sum.looped = looped;
    sum.leaked = leaked;
    sum.messagesReceived = messagesReceived;
    sum.messagesSent = messagesSent;
    sum.octetsReceived = octetsReceived;
    sum.updatesSent = updatesSent;
    sum.attributesDiscarded = attributesDiscarded;
    sum.treatedAsWithdraw = treatedAsWithdraw;
    sum.familiesDisabled = familiesDisabled;
    sum.resets = resets;
    sum.finished(session);
    return sum.counters();
  }

  private NeighborCounters counters() {
    return new NeighborCounters(
        messagesReceived,
        messagesSent,
        octetsReceived,
        updates,
        updatesSent,
        announced,
        withdrawn,
        looped,
        leaked,
        attributesDiscarded,
        treatedAsWithdraw,
        familiesDisabled,
        resets);
  }
}
