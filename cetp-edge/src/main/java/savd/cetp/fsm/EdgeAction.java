package savd.cetp.fsm;

import java.util.List;
import java.util.Optional;
import savd.cetp.message.Identity;
import savd.cetp.message.Message;
import savd.cetp.message.Payload;
import savd.cetp.message.ResponseCode;
import savd.cetp.message.Value;
import savd.net.IngressInterface;
import savd.net.IpAddress;

/** What an edge wants done. */
public sealed interface EdgeAction {
  record Send(Path path, Message message) implements EdgeAction {}

  /**
   * The data plane shall carry packets between a host and a slot, from now on so; again whenever
   * something changes.
   *
   * @param local what the peer calls us
   * @param peer what we call it
   * @param target where to send
   * @param accepted from where to take; the target is one of them
   */
  record Install(
      int slot,
      Host host,
      Identity local,
      Identity peer,
      PathHealth target,
      List<PathHealth> accepted)
      implements EdgeAction {
    public Install {
      accepted = List.copyOf(accepted);
    }
  }

  /** The data plane shall forget a slot. */
  record Remove(int slot, Identity local) implements EdgeAction {}

  /** Give this to the host: it came before the data plane knew the session. */
  record ToHost(int slot, Host host, Payload payload) implements EdgeAction {}

  /** The slot is free again. */
  record Release(int slot) implements EdgeAction {}

  /** The host's packet goes nowhere, for this reason. */
  record Refuse(int slot, Host host, Payload payload, ResponseCode code) implements EdgeAction {}

  /** Look up the name and tell whether the path's remote address is among its RLOCs. */
  record CheckName(long ticket, String name, Path path) implements EdgeAction {}

  /** Ask the authority whether it knows the identity. */
  record CheckIdentity(long ticket, Identity identity, Optional<Value.Endpoint> authority)
      implements EdgeAction {}

  /** Ask whether packets from an address may come in by an interface. */
  record CheckSource(IpAddress address, IngressInterface ingress) implements EdgeAction {}

  /** The peer of a slot has this name; empty when it has none or does not tell. */
  record Named(int slot, String name) implements EdgeAction {}

  /**
   * Something to count.
   *
   * @param ingress where what it is about came in
   */
  record Count(EdgeEvent event, Optional<Path> path, Optional<IngressInterface> ingress)
      implements EdgeAction {}
}
