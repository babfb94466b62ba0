package savd.pisav.fsm;

import java.util.Set;
import savd.net.Asn;
import savd.pisav.message.ErrorCode;
import savd.pisav.message.Frame;
import savd.pisav.message.Malformed;

/** What can happen to a top's session with one router of a member. */
sealed interface TopInput {
  /** Somebody connected. */
  record Accepted() implements TopInput {}

  /**
   * The channel is there.
   *
   * @param ases those the other side's key speaks for
   */
  record Secured(Set<Asn> ases) implements TopInput {}

  /** The key speaks for others from now on. */
  record KeysChanged(Set<Asn> ases) implements TopInput {}

  record Received(Frame frame) implements TopInput {}

  record Broken(Malformed malformed) implements TopInput {}

  record TimerExpired(SessionTimer timer) implements TopInput {}

  /** The member that was greeted may come in. */
  record Admit() implements TopInput {}

  /** The other side must go. */
  record Refuse(ErrorCode code, String text) implements TopInput {}

  /** What to tell it from now on. */
  record Tell(Numbered notice) implements TopInput {}

  record Lost(String why) implements TopInput {}

  record Stop(String why) implements TopInput {}
}
