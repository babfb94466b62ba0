package savd.cetp.fsm;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import savd.cetp.message.Identity;
import savd.cetp.message.Rloc;
import savd.net.IngressInterface;

/**
 * A session as people see it.
 *
 * @param role outbound or inbound
 * @param state such as open
 * @param host ours
 * @param peerName the other side's host; empty when it does not tell, with a question mark when
 *     only it says so
 * @param local what the peer calls us
 * @param peer what we call it
 * @param target where packets go; empty before there is a way
 * @param rlocs of the peer
 */
public record Seen(
    int slot,
    String role,
    String state,
    String host,
    String peerName,
    Identity local,
    Identity peer,
    Optional<Path> target,
    List<SeenRloc> rlocs) {
  public Seen {
    rlocs = List.copyOf(rlocs);
  }

  /**
   * An RLOC of the peer.
   *
   * @param verified it has proved to be the peer's
   * @param blocked the rules of the interface say that it cannot be there
   * @param heardOn the interface that messages from it last came in by
   */
  public record SeenRloc(
      Rloc rloc, boolean verified, boolean blocked, Optional<IngressInterface> heardOn) {}

  static Seen of(Session s) {
    return new Seen(
        s.slot,
        s.role.name().toLowerCase(Locale.ROOT),
        s.state.name().toLowerCase(Locale.ROOT).replace('_', '-'),
        s.host.name(),
        s.nameIsChecked || s.peerName.isEmpty() ? s.peerName : s.peerName + "?",
        s.source(),
        s.peer(),
        Optional.ofNullable(s.target).map(PathHealth::path),
        s.rlocs.seen());
  }
}
