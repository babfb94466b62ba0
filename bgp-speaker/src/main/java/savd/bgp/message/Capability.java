package savd.bgp.message;

import java.util.List;
import savd.net.Asn;

/**
 * Capabilities of an OPEN (RFC 5492) as savd knows them. AFI and SAFI are plain numbers: a peer may
 * name any.
 */
public sealed interface Capability {
  int code();

  /** RFC 4760, section 8. */
  record Multiprotocol(int afi, int safi) implements Capability {
    @Override
    public int code() {
      return 1;
    }
  }

  /** RFC 2918. */
  record RouteRefreshCapability() implements Capability {
    @Override
    public int code() {
      return 2;
    }
  }

  /** RFC 8950: NLRI of {@code afi/safi} may have a next hop of {@code nextHopAfi}. */
  record ExtendedNextHop(List<Entry> entries) implements Capability {
    public record Entry(int afi, int safi, int nextHopAfi) {}

    public ExtendedNextHop {
      entries = List.copyOf(entries);
    }

    @Override
    public int code() {
      return 5;
    }
  }

  /** RFC 8654. */
  record ExtendedMessage() implements Capability {
    @Override
    public int code() {
      return 6;
    }
  }

  /** RFC 9234; {@code role} is the sender's role code, which may be unassigned. */
  record Role(int role) implements Capability {
    @Override
    public int code() {
      return 9;
    }
  }

  /**
   * RFC 4724 and RFC 8538.
   *
   * @param restarting the R bit: the sender has just restarted
   * @param notification the N bit of RFC 8538
   * @param restartTimeSeconds 0 to 4095
   */
  record GracefulRestart(
      boolean restarting, boolean notification, int restartTimeSeconds, List<Entry> entries)
      implements Capability {
    public record Entry(int afi, int safi, boolean forwardingPreserved) {}

    public GracefulRestart {
      entries = List.copyOf(entries);
    }

    @Override
    public int code() {
      return 64;
    }
  }

  /** RFC 6793. */
  record FourOctetAs(Asn asn) implements Capability {
    @Override
    public int code() {
      return 65;
    }
  }

  /** RFC 7911; {@code mode}: 1 the sender can receive, 2 it can send, 3 both. */
  record AddPath(List<Entry> entries) implements Capability {
    public record Entry(int afi, int safi, int mode) {}

    public AddPath {
      entries = List.copyOf(entries);
    }

    @Override
    public int code() {
      return 69;
    }
  }

  /** RFC 7313. */
  record EnhancedRouteRefresh() implements Capability {
    @Override
    public int code() {
      return 70;
    }
  }

  /** Any other capability, or a known one whose value is malformed; kept, not acted on. */
  record Unknown(int code, List<Byte> value) implements Capability {
    public Unknown {
      value = List.copyOf(value);
    }
  }
}
