package savd.daemon;

import java.time.Instant;
import java.util.List;
import savd.control.Event;
import savd.control.Event.MembersTurned.Member;
import savd.control.Topic;
import savd.daemon.control.EventHub;
import savd.rules.TurnedMembers;

/** Tells those who monitor which members of our customer cone stand otherwise with PI-SAV. */
final class PiSavEvents {
  private final EventHub events;

  PiSavEvents(EventHub events) {
    this.events = events;
  }

  void turned(TurnedMembers turned) {
    if (events.wants(Topic.PI_SAV)) {
      List<Member> members =
          turned.some().stream()
              .map(t -> new Member(t.asn(), t.standing().map(ConeRows::standing)))
              .toList();
      events.publish(
          new Event.MembersTurned(Instant.now(), turned.inForce(), members, turned.more()));
    }
  }
}
