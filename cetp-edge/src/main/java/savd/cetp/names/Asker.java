package savd.cetp.names;

import java.util.List;
import savd.cetp.fsm.Host;
import savd.net.IpAddress;

/**
 * Who wants to know, and how many of its questions may wait at a time. Hosts and callers share
 * nothing, so that nobody outside keeps hosts from resolving names; each is of several shares, so
 * that no host, caller, or network of callers keeps the others waiting.
 */
public final class Asker {
  /** For whom. */
  enum Kind {
    /** For hosts: as many as questions of theirs wait. */
    HOSTS(1024),
    /** To check what callers say they are called. */
    CALLERS(256);

    private final int most;

    Kind(int most) {
      this.most = most;
    }

    int most() {
      return most;
    }
  }

  static final int OF_A_HOST = 128;
  static final int OF_A_CALLER = 8;
  static final int OF_A_NETWORK = 32;

  /** Who shares a limit: hosts and callers may have the same address. */
  private record Sharer(Kind kind, Object who) {}

  private final Kind kind;
  private final List<Shares.Share> shares;

  private Asker(Kind kind, List<Shares.Share> shares) {
    this.kind = kind;
    this.shares = shares;
  }

  /** A host of ours. */
  static Asker host(Host host) {
    return inside(host.name());
  }

  /** Somebody else inside whom names are resolved for. */
  static Asker inside(IpAddress address) {
    return inside((Object) Networks.machine(address));
  }

  private static Asker inside(Object who) {
    return new Asker(Kind.HOSTS, List.of(all(Kind.HOSTS), each(Kind.HOSTS, who, OF_A_HOST)));
  }

  /** Who calls from an address. */
  public static Asker caller(IpAddress from) {
    return new Asker(
        Kind.CALLERS,
        List.of(
            all(Kind.CALLERS),
            each(Kind.CALLERS, Networks.machine(from), OF_A_CALLER),
            each(Kind.CALLERS, Networks.network(from), OF_A_NETWORK)));
  }

  private static Shares.Share all(Kind kind) {
    return new Shares.Share(kind, kind.most);
  }

  private static Shares.Share each(Kind kind, Object who, int most) {
    return new Shares.Share(new Sharer(kind, who), most);
  }

  Kind kind() {
    return kind;
  }

  List<Shares.Share> shares() {
    return shares;
  }
}
