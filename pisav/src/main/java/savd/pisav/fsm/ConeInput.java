package savd.pisav.fsm;

import java.util.Set;
import savd.net.Asn;
import savd.pisav.message.ConeNotice;
import savd.pisav.message.Frame;
import savd.pisav.message.Malformed;

/** What can happen to a top; sessions have numbers of the shell's choice, never used twice. */
public sealed interface ConeInput {
  /**
   * Somebody connected.
   *
   * @param from where from, for log lines
   */
  record Accepted(long session, String from) implements ConeInput {}

  /** TLS is there; the other side has shown that it has this key. */
  record Secured(long session, PeerKey key) implements ConeInput {}

  record Received(long session, Frame frame) implements ConeInput {}

  record Broken(long session, Malformed malformed) implements ConeInput {}

  record TimerExpired(long session, SessionTimer timer) implements ConeInput {}

  record Lost(long session, String why) implements ConeInput {}

  /** The timer of {@link ConeAction.ArmNotice}. */
  record NoticeExpired() implements ConeInput {}

  /** The timer of {@link ConeAction.ArmLapse}. */
  record LapseExpired() implements ConeInput {}

  /** The cone is another one; the first makes sessions possible. */
  record NoticeChanged(ConeNotice notice) implements ConeInput {}

  record KeysChanged(KeyBindings keys) implements ConeInput {}

  /**
   * These may go another way now, and perhaps cannot say so: nothing that they said in favour of
   * blocking counts any more, in any mode, and their sessions end, so that they say it anew.
   *
   * @param why for the log, and for the member if it still hears us
   */
  record Doubted(Set<Asn> members, String why) implements ConeInput {}

  /** End every session in good order. */
  record Stop(String why) implements ConeInput {}
}
