package savd.testbed.router;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Prefix;

/**
 * One BGP session as one router sees it.
 *
 * @param name lower-case letters and digits, unique on the router
 * @param local the address it speaks from
 * @param remote the neighbour's address
 * @param remoteAs the neighbour's AS number
 * @param relation what the neighbour is to this router
 * @param families what is carried, whatever the transport
 * @param policy what is held back or marked
 * @param options what a plain session does without
 */
public record Session(
    String name,
    IpAddress local,
    IpAddress remote,
    Asn remoteAs,
    Relation relation,
    Set<AddressFamily> families,
    Policy policy,
    Options options) {
  /**
   * Exceptions from the usual policy.
   *
   * @param noExport prefixes sent with the NO_EXPORT community (RFC 1997)
   * @param withheld prefixes not sent at all
   * @param ignoresWhatItHears true when nothing is imported, as from a route collector
   */
  public record Policy(List<Prefix> noExport, List<Prefix> withheld, boolean ignoresWhatItHears) {
    public static final Policy USUAL = new Policy(List.of(), List.of(), false);

    public Policy withNoExport(List<Prefix> prefixes) {
      return new Policy(prefixes, withheld, ignoresWhatItHears);
    }

    public Policy withheld(List<Prefix> prefixes) {
      return new Policy(noExport, prefixes, ignoresWhatItHears);
    }

    public Policy deaf() {
      return new Policy(noExport, withheld, true);
    }
  }

  /** What a router says about RFC 4724. */
  public enum GracefulRestart {
    /** Nothing. BIRD and GoBGP then send no End-of-RIB either. */
    OFF,
    /** That it helps a restarting neighbour; what most routers do unless told otherwise. */
    AWARE,
    /** That it keeps forwarding while it restarts, too. */
    ON
  }

  /**
   * Features of the protocol.
   *
   * @param password the key of RFC 2385
   * @param addPath whether all paths are sent (RFC 7911)
   * @param role whether the role of RFC 9234 is announced
   * @param passive whether the router waits to be called
   * @param withoutCapabilities whether OPEN carries no capability at all, as an old speaker's
   */
  public record Options(
      Optional<String> password,
      boolean addPath,
      boolean role,
      GracefulRestart gracefulRestart,
      boolean passive,
      boolean withoutCapabilities) {
    public static final Options PLAIN =
        new Options(Optional.empty(), false, false, GracefulRestart.AWARE, false, false);

    public Options withPassword(String text) {
      return new Options(
          Optional.of(text), addPath, role, gracefulRestart, passive, withoutCapabilities);
    }

    public Options withAddPath() {
      return new Options(password, true, role, gracefulRestart, passive, withoutCapabilities);
    }

    public Options withRole() {
      return new Options(password, addPath, true, gracefulRestart, passive, withoutCapabilities);
    }

    public Options with(GracefulRestart other) {
      return new Options(password, addPath, role, other, passive, withoutCapabilities);
    }

    public Options asPassive() {
      return new Options(password, addPath, role, gracefulRestart, true, withoutCapabilities);
    }

    public Options bare() {
      return new Options(password, addPath, role, gracefulRestart, passive, true);
    }
  }

  public Session {
    if (!name.matches("[a-z][a-z0-9]*")) {
      throw new IllegalArgumentException("not a session name: " + name);
    }
    families = Set.copyOf(families);
  }

  public boolean carries(AddressFamily family) {
    return families.contains(family);
  }

  /** The prefixes among {@code list} that are of a family. */
  static List<Prefix> of(AddressFamily family, List<Prefix> list) {
    return list.stream().filter(p -> p.family() == family).toList();
  }
}
