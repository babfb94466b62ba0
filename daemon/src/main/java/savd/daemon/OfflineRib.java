package savd.daemon;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import savd.bgp.mrt.MrtPeers;
import savd.bgp.mrt.MrtSource;
import savd.bgp.mrt.MrtSummary;
import savd.daemon.config.NeighborSection;
import savd.daemon.config.SavdConfig;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.RouteBatch;
import savd.net.RouteSink;
import savd.rib.Rib;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RpkiDelta;

/**
 * A RIB filled from MRT files instead of sessions. A peer in a file is the configured neighbour
 * with its address, or else the only one with its AS number; any other feeds the RIB but no
 * interface.
 */
final class OfflineRib {
  private final SavdConfig config;
  private final Rib rib = new Rib();
  private final List<Peer> peers = new ArrayList<>();
  private final List<String> unconfigured = new ArrayList<>();

  private Optional<Payload> rpki = Optional.empty();

  OfflineRib(SavdConfig config) {
    this.config = config;
  }

  /** Reads the RPKI data that the configuration names in files; what comes later is validated. */
  void readRpki() {
    if (config.rpki().files().isEmpty()) {
      return;
    }
    RouteVerdicts verdicts = new RouteVerdicts();
    verdicts.exclude(Settings.excluded(config));
    rib.validateBy(verdicts);
    RpkiService.readFiles(config.rpki())
        .ifPresent(
            data -> {
              verdicts.use(RpkiDelta.between(Payload.EMPTY, data));
              rpki = Optional.of(data);
            });
  }

  /** The RPKI data of files; empty without, or where one cannot be read. */
  Optional<Payload> rpki() {
    return rpki;
  }

  Rib rib() {
    return rib;
  }

  List<Peer> peers() {
    return peers;
  }

  /** Peers of the files that are no configured neighbour. */
  List<String> unconfigured() {
    return unconfigured;
  }

  /** Reads a file whole. */
  MrtSummary load(Path file, MrtSource.Progress progress) {
    MrtSource source = new MrtSource(file, new KnownPeers(), progress);
    source.start(new Direct());
    return source.summary();
  }

  private final class KnownPeers implements MrtPeers {
    @Override
    public Optional<PeerId> peer(IpAddress address, Asn asn, int bgpIdentifier) {
      for (Peer p : peers) {
        if (p.address().equals(address) && p.asn().equals(asn)) {
          return Optional.of(p.id());
        }
      }
      Optional<NeighborSection> section = neighbor(address, asn);
      if (section.isEmpty()) {
        unconfigured.add(address + " AS " + asn);
      }
      Peer peer =
          new Peer(
              new PeerId(peers.size()),
              section.map(NeighborSection::name).orElse(address.toString()),
              address,
              asn,
              section.map(NeighborSection::localAs).orElse(config.router().asn()),
              bgpIdentifier,
              section.flatMap(NeighborSection::ingress),
              section.flatMap(this::role),
              section.map(NeighborSection::vrf).orElse(Peer.DEFAULT_VRF));
      peers.add(peer);
      rib.register(peer);
      return Optional.of(peer.id());
    }

    private Optional<BgpRole> role(NeighborSection n) {
      Optional<IngressInterface> ingress = n.ingress();
      return n.role().or(() -> ingress.flatMap(config::ingress).flatMap(i -> i.role()));
    }

    @Override
    public Optional<BgpRole> role(PeerId peer) {
      return peers.get(peer.index()).role();
    }
  }

  private Optional<NeighborSection> neighbor(IpAddress address, Asn asn) {
    Optional<NeighborSection> byAddress =
        config.neighbors().stream()
            .filter(
                n ->
                    n.remote() instanceof NeighborSection.Remote.Single(IpAddress a)
                        && a.equals(address))
            .findFirst();
    if (byAddress.isPresent()) {
      return byAddress;
    }
    List<NeighborSection> byAs =
        config.neighbors().stream().filter(n -> n.remoteAs().equals(Optional.of(asn))).toList();
    return byAs.size() == 1 ? Optional.of(byAs.getFirst()) : Optional.empty();
  }

  /** Applies batches where they are read: there is one thread and nothing to wait for. */
  private final class Direct implements RouteSink {
    private RouteBatch spare = new RouteBatch();

    @Override
    public RouteBatch acquire(PeerId peer, long arrivalNanos) {
      RouteBatch batch = spare == null ? new RouteBatch() : spare;
      spare = null;
      return batch.reset(peer, arrivalNanos);
    }

    @Override
    public void submit(RouteBatch batch) {
      rib.apply(batch);
      while (rib.pending()) {
        rib.continuePending();
      }
      spare = batch;
    }

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public void whenWritable(Runnable task) {
      task.run();
    }
  }
}
