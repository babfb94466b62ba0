package savd.control;

import savd.net.Asn;
import savd.net.IngressInterface;

/** Whose customer cone is asked for. */
public sealed interface ConeSubject {
  /** Our own, as PI-SAV goes by it: with how every member stands. */
  record Own() implements ConeSubject {}

  /** That of an AS, whether it is a neighbour or not. */
  record OfAs(Asn asn) implements ConeSubject {}

  /** What is behind an interface: the cones of its neighbours and what the configuration adds. */
  record OfInterface(IngressInterface ingress) implements ConeSubject {}
}
