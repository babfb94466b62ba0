package savd.cetp.fsm;

import java.util.List;
import java.util.Optional;
import savd.cetp.message.IfUnknown;
import savd.cetp.message.Locator;
import savd.cetp.message.Message;
import savd.cetp.message.Octets;
import savd.cetp.message.Payload;
import savd.cetp.message.Rloc;
import savd.net.IngressInterface;
import savd.net.IpAddress;

/** What happens to an edge. */
public sealed interface EdgeInput {
  /**
   * A well-formed message came in that the data plane could not place by itself.
   *
   * @param unknown what elements unknown to this version ask for, about {@code unknownType}
   * @param octets of the datagram
   * @param ingress the interface it came in by, where the kernel told
   * @param head its first octets, for a report
   */
  record Received(
      Path path,
      Message message,
      IfUnknown unknown,
      int unknownType,
      int octets,
      Octets head,
      Optional<IngressInterface> ingress)
      implements EdgeInput {
    /** The same, as having come over another path. */
    Received over(Path other) {
      return other.equals(path)
          ? this
          : new Received(other, message, unknown, unknownType, octets, head, ingress);
    }

    /** The interface whose rules are asked: those about IP addresses say nothing of stations. */
    Optional<IngressInterface> ruled() {
      return path.remote() instanceof Locator.Ethernet ? Optional.empty() : ingress;
    }
  }

  /** The DNS told a host of ours of a name: {@code slot} now stands for it. */
  record Bound(int slot, Host host, Destination destination) implements EdgeInput {}

  /**
   * A host of ours sent a packet to a slot whose session is not open; without payload, one that the
   * session has to be open for.
   */
  record FromHost(int slot, Host host, Payload payload) implements EdgeInput {}

  /** A check asked for by an action has an outcome. */
  record Checked(long ticket, CheckOutcome outcome) implements EdgeInput {}

  /** What is said of a source address, asked for by an action. */
  record SourceChecked(IpAddress address, IngressInterface ingress, SourceVerdict verdict)
      implements EdgeInput {}

  /** What was said of source addresses may not be true any more. */
  record SourcesChanged() implements EdgeInput {}

  /** Somebody wants to know the name of the peer of a slot: a reverse lookup. */
  record NameWanted(int slot) implements EdgeInput {}

  /** Our RLOCs or their preferences are others now. */
  record OwnRlocs(List<Rloc> rlocs) implements EdgeInput {}

  /** The hosts are others now, or their policies; open sessions go on. */
  record Hosts(List<Host> hosts) implements EdgeInput {}

  /** A session shall end: its peer is told. */
  record Close(int slot) implements EdgeInput {}

  /** The edge ends: all peers are told. */
  record Shutdown() implements EdgeInput {}

  /** Time has passed. */
  record Tick() implements EdgeInput {}
}
