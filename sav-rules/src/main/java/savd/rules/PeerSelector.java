package savd.rules;

import java.util.Set;
import savd.net.Asn;
import savd.net.IngressInterface;
import savd.net.PeerId;

/**
 * Which neighbours feed a list, said so that it stays true while sessions come and go: lists are
 * shared by selector, and a new neighbour changes who is selected, not the list's identity.
 */
sealed interface PeerSelector {
  /** Every neighbour. */
  record All() implements PeerSelector {}

  /** All neighbours of the ASes found on directly connected customer interfaces. */
  record Customers() implements PeerSelector {}

  /** The neighbours on one interface, no parallel links. */
  record OnInterface(IngressInterface ingress) implements PeerSelector {}

  /** The union of groups. */
  record Groups(Set<Group> groups) implements PeerSelector {
    public Groups {
      groups = Set.copyOf(groups);
    }
  }

  /** Neighbours that share what they announce. */
  sealed interface Group {}

  /** All external sessions with one AS in one VRF: parallel links. */
  record SameAs(Asn asn, String vrf) implements Group {}

  /** One session. */
  record Session(PeerId peer) implements Group {}

  /** All neighbours in a configured VRF. */
  record InVrf(String vrf) implements Group {}
}
