package savd.daemon;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import savd.daemon.config.DataplaneSection;
import savd.daemon.config.SavdConfig;
import savd.fib.Dataplane;
import savd.fib.InterfaceCounters;
import savd.fib.Outcome;
import savd.fib.netlink.NetlinkException;
import savd.fib.nft.NftDataplane;
import savd.fib.plan.Sharding;
import savd.net.IngressInterface;
import savd.rules.RuleDelta;

/** Chooses and opens the dataplane that the configuration, or the command line, asks for. */
final class Dataplanes {
  /** An open dataplane and the word for it. */
  record Opened(String kind, Dataplane dataplane) {}

  private Dataplanes() {}

  /**
   * @param override a kind from the command line
   * @throws IOException with a sentence for the operator
   */
  static Opened open(SavdConfig config, Optional<DataplaneSection.Kind> override) throws IOException {
    DataplaneSection.Kind kind = override.orElse(config.dataplane().kind());
    return switch (kind) {
      case NFTABLES -> new Opened("nftables", nftables(config));
      case PRINT -> new Opened("print", new Unwritten());
      case NONE -> new Opened("none", new Unwritten());
    };
  }

  private static Dataplane nftables(SavdConfig config) throws IOException {
    try {
      return NftDataplane.open(Settings.table(config), Sharding.standard());
    } catch (NetlinkException e) {
      throw new IOException(
          "cannot open nftables: "
              + e.getMessage()
              + "; it takes CAP_NET_ADMIN (run as root, or choose --dataplane print)",
          e);
    }
  }

  /** Computes only: what is committed goes nowhere. */
  private static final class Unwritten implements Dataplane {
    private long revision;

    @Override
    public Outcome commit(List<RuleDelta> deltas) {
      deltas.forEach(d -> revision = Math.max(revision, d.revision()));
      return new Outcome.Committed(revision, 0, 0);
    }

    @Override
    public Outcome refreshSubnets() {
      return new Outcome.Committed(revision, 0, 0);
    }

    @Override
    public void decouple() {}

    @Override
    public Outcome couple() {
      return new Outcome.Committed(revision, 0, 0);
    }

    @Override
    public Map<IngressInterface, InterfaceCounters> counters() {
      return Map.of();
    }

    @Override
    public void onSubnetsChanged(Runnable wake) {}

    @Override
    public void close() {}
  }
}
