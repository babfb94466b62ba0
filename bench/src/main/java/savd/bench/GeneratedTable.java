package savd.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import savd.bgp.mrt.MrtPeers;
import savd.bgp.mrt.MrtSource;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteBatch;
import savd.net.RouteSink;
import savd.rib.Rib;
import savd.rib.RibView;
import savd.rib.RouteValidation;
import savd.rpki.files.PayloadFiles;
import savd.rpki.payload.NamedPayload;
import savd.rpki.payload.Payload;
import savd.rpki.payload.Vrp;
import savd.rpki.validation.AspaValidity;
import savd.rpki.validation.AspaVerification;
import savd.rpki.validation.Direction;

/** A generated table of one AS with its neighbours, its ground truth, and RPKI data. */
final class GeneratedTable {
  final Rib rib = new Rib();
  final List<Peer> peers = new ArrayList<>();

  /** Which neighbours, by index, a source prefix honestly comes from. */
  final Map<Prefix, Set<Integer>> truth = new LinkedHashMap<>();

  /** Who sends from a prefix without announcing it. */
  final List<Vrp> serverReturns = new ArrayList<>();

  private final Map<IpAddress, BgpRole> roles = new HashMap<>();
  private Payload payload = Payload.EMPTY;
  private Asn own = Asn.of(0);

  Payload payload() {
    return payload;
  }

  /** To be called before the table is read. */
  void payload(Payload data) {
    payload = data;
  }

  /** Reads the neighbours and what they honestly send. */
  void readTruth(Path file) throws IOException {
    Map<String, Set<Integer>> sets = new HashMap<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] f = line.split("\t");
        switch (f[0]) {
          case "V" -> own = Asn.parse(f[1]);
          case "N" -> roles.put(IpAddress.parse(f[4]), BgpRole.valueOf(f[3].toUpperCase()));
          case "S" -> {
            Set<Integer> members = new HashSet<>();
            for (String n : f[2].equals("-") ? new String[0] : f[2].split(",")) {
              members.add(Integer.parseInt(n));
            }
            sets.put(f[1], members);
          }
          case "P" -> truth.put(Prefix.parse(f[1]), sets.get(f[2]));
          case "D" -> {
            Prefix prefix = Prefix.parse(f[1]);
            serverReturns.add(new Vrp(prefix, prefix.length(), Asn.parse(f[2])));
          }
          default -> throw new IOException(line);
        }
      }
    }
  }

  /** The union of what files say. */
  static Payload read(List<Path> files) {
    PayloadFiles read = new PayloadFiles(files);
    read.reload(0);
    Payload all = Payload.EMPTY;
    for (NamedPayload p : read.payloads().orElseThrow()) {
      all = all.union(p.payload());
    }
    return all;
  }

  /** Fills the RIB; routes are validated by the data there are. */
  void readRoutes(Path mrt) {
    rib.validateBy(new Validation());
    new MrtSource(mrt, new Neighbors(), (_, _) -> {}).start(new Direct());
    System.out.printf(
        "%d neighbours, %d prefixes, %d routes, %d attribute sets%n",
        peers.size(),
        rib.prefixes(AddressFamily.IPV4).size() + rib.prefixes(AddressFamily.IPV6).size(),
        rib.pathCount(AddressFamily.IPV4) + rib.pathCount(AddressFamily.IPV6),
        rib.attributeSetCount());
  }

  /** As the daemon validates. */
  private final class Validation implements RouteValidation {
    @Override
    public int origin(AddressFamily family, long high, long low, int length, int originAs) {
      return switch (payload.vrps(family).validate(high, low, length, originAs)) {
        case VALID -> RibView.ROV_VALID;
        case INVALID -> RibView.ROV_INVALID;
        case NOT_FOUND -> 0;
      };
    }

    @Override
    public int path(byte[] block, int offset, int length) {
      return AspaVerification.verdicts(payload.aspas(), block, offset, length);
    }

    @Override
    public int fromPeer(Peer peer, int path, byte[] block, int offset, int length) {
      return switch (AspaValidity.of(path, Direction.of(peer.role().orElseThrow()))) {
        case VALID -> RibView.ASPA_VALID;
        case INVALID -> RibView.ASPA_INVALID;
        case UNKNOWN -> 0;
      };
    }

    @Override
    public int eligibility(int flags) {
      int excluded = RibView.LEAKED | RibView.ROV_INVALID | RibView.ASPA_INVALID;
      return (flags & excluded) == 0 ? 0 : RibView.INELIGIBLE;
    }
  }

  private final class Neighbors implements MrtPeers {
    @Override
    public Optional<PeerId> peer(IpAddress address, Asn asn, int bgpIdentifier) {
      for (Peer p : peers) {
        if (p.address().equals(address)) {
          return Optional.of(p.id());
        }
      }
      int n = peers.size();
      Peer peer =
          new Peer(
              new PeerId(n),
              "n" + n,
              address,
              asn,
              own,
              bgpIdentifier,
              Optional.of(new IngressInterface("if" + n)),
              Optional.of(roles.get(address)),
              Peer.DEFAULT_VRF);
      peers.add(peer);
      rib.register(peer);
      return Optional.of(peer.id());
    }

    @Override
    public Optional<BgpRole> role(PeerId peer) {
      return peers.get(peer.index()).role();
    }
  }

  private final class Direct implements RouteSink {
    @Override
    public RouteBatch acquire(PeerId peer, long arrivalNanos) {
      return new RouteBatch().reset(peer, arrivalNanos);
    }

    @Override
    public void submit(RouteBatch batch) {
      rib.apply(batch);
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
