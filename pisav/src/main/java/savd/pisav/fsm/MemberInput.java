package savd.pisav.fsm;

import java.util.Set;
import savd.net.Asn;
import savd.pisav.message.Frame;
import savd.pisav.message.Malformed;
import savd.relation.MemberStatement;

/** What can happen to a member's side of its talk with one top. */
public sealed interface MemberInput {
  /** Connect, and stay connected. */
  record Start() implements MemberInput {}

  record Stop(String why) implements MemberInput {}

  /**
   * The channel is there.
   *
   * @param ases those the top's key speaks for
   */
  record Secured(Set<Asn> ases) implements MemberInput {}

  /** The top's key speaks for others from now on. */
  record KeysChanged(Set<Asn> ases) implements MemberInput {}

  record Received(Frame frame) implements MemberInput {}

  record Broken(Malformed malformed) implements MemberInput {}

  record TimerExpired(SessionTimer timer) implements MemberInput {}

  /** The attempt failed or the connection broke. */
  record Lost(String why) implements MemberInput {}

  /**
   * What is to be said.
   *
   * @param serial the notice it answers; of no use when that was of an earlier session
   */
  record Answer(int serial, MemberStatement statement) implements MemberInput {}
}
