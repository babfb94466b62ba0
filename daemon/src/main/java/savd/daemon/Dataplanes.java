package savd.daemon;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import savd.daemon.config.DataplaneSection;
import savd.daemon.config.SavdConfig;
import savd.fib.Dataplane;
import savd.fib.DataplaneStatus;
import savd.fib.DropSamples;
import savd.fib.Findings;
import savd.fib.InterfaceCounters;
import savd.fib.Outcome;
import savd.fib.netlink.NetlinkException;
import savd.fib.nft.NftDataplane;
import savd.fib.plan.Sharding;
import savd.fib.render.PrintDataplane;
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
  static Opened open(SavdConfig config, Optional<DataplaneSection.Kind> override)
      throws IOException {
    DataplaneSection.Kind kind = override.orElse(config.dataplane().kind());
    return switch (kind) {
      case NFTABLES -> new Opened("nftables", nftables(config));
      case PRINT ->
          new Opened(
              "print", new PrintDataplane(Settings.table(config), Sharding.standard(), System.out));
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

    private Outcome done() {
      return new Outcome.Committed(revision, 0, 0);
    }

    @Override
    public Outcome adopt(Set<IngressInterface> configured) {
      return done();
    }

    @Override
    public Outcome commit(List<RuleDelta> deltas) {
      deltas.forEach(d -> revision = Math.max(revision, d.revision()));
      return done();
    }

    @Override
    public Outcome refreshSubnets() {
      return done();
    }

    @Override
    public Findings reconcile(Depth depth) {
      return new Findings(List.of(), done());
    }

    @Override
    public void decouple() {}

    @Override
    public Outcome couple() {
      return done();
    }

    @Override
    public DataplaneStatus status() {
      return new DataplaneStatus(
          DataplaneStatus.State.IN_STEP, revision, -1, 0, 0, Optional.empty());
    }

    @Override
    public Map<IngressInterface, InterfaceCounters> counters() {
      return Map.of();
    }

    @Override
    public DropSamples drainSamples() {
      return new DropSamples(List.of(), 0, Optional.of("there is no dataplane"));
    }

    @Override
    public void onSubnetsChanged(Runnable wake) {}

    @Override
    public void close() {}
  }
}
