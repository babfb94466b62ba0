package savd.cetp.message;

import java.util.List;
import java.util.Optional;
import savd.net.IpAddress;

/** What a control element says. Which value goes with which type: {@link ElementType}. */
public sealed interface Value {
  /** Nothing: a query that only asks, or an acknowledgement. */
  record Empty() implements Value {}

  /** RLOCs of one kind (types 16 to 21), 1 to 16. */
  record Rlocs(List<Rloc> rlocs) implements Value {
    public Rlocs {
      rlocs = List.copyOf(rlocs);
    }
  }

  /** Seconds the sender's state lives (type 32); 0 revokes. */
  record Seconds(long seconds) implements Value {}

  /** Octets only their maker understands: cookie, certificate, puzzle, what is not known. */
  record Opaque(Octets octets) implements Value {}

  /** Identity types wanted (34 as query), best first, or element types wanted (37). */
  record Types(List<Integer> types) implements Value {
    public Types {
      types = List.copyOf(types);
    }
  }

  /** The identity type granted (34 as response), and where it is assured. */
  record Granted(int type, Optional<Endpoint> endpoint) implements Value {}

  /**
   * Where an identity can be checked (type 35).
   *
   * @param protocol 1 Diameter, 2 HTTPS, 3 DNS, 255 known to both sides
   * @param port 0 for the protocol's own
   * @param name an address literal or a name
   */
  record Endpoint(int protocol, int port, String name) implements Value {}

  /** A name of the sender's identity (type 36), lower case, no trailing dot; empty for none. */
  record Name(String name) implements Value {}

  /** Signatures (type 38). */
  record Signatures(List<Signature> signatures) implements Value {
    public Signatures {
      signatures = List.copyOf(signatures);
    }
  }

  /**
   * One signature.
   *
   * @param scope 0 all RLOC elements of the message, 16 to 21 those of that type, 255 the message
   * @param algorithm 1 Ed25519, 2 ECDSA P-256, 3 HMAC-SHA256-128
   * @param keyId 8 octets
   * @param notBefore seconds since 1970
   * @param lifetime seconds
   */
  record Signature(
      int scope, int algorithm, Octets keyId, long notBefore, int lifetime, Octets signature) {}

  /**
   * Messages that nobody had asked for (type 39).
   *
   * @param count how many
   * @param window seconds in which they came
   * @param head the first octets of one
   */
  record Unexpected(int count, int window, Octets head) implements Value {}

  /**
   * A probe of the path (type 41).
   *
   * @param size octets probed, or octets received
   * @param zeros octets of filling
   */
  record Probe(int size, int zeros) implements Value {}

  /** The address a message came from, as its receiver saw it (type 42). */
  record Observed(IpAddress address, int port) implements Value {}

  /** The identity of a session to be addressed by from now on (type 45). */
  record Session(Identity identity) implements Value {}

  /**
   * An answer that says why not (type 64).
   *
   * @param code see {@link ResponseCode}; one this version does not know is kept as it is
   * @param about the element type it is about, or 0
   * @param retryAfter seconds, 0 for not said
   */
  record Code(int code, int about, int retryAfter, String text) implements Value {}
}
