package savd.testbed.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import savd.bgp.mrt.MrtSource;
import savd.net.AddressFamily;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.PathAttributes;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteBatch;
import savd.net.RouteSink;
import savd.testbed.lab.Await;
import savd.testbed.node.SavdNode;
import savd.testbed.peer.ScriptedPeer;

/**
 * One more neighbour, AS 6, that announces a table from an MRT file: of each prefix the first path
 * in the file, with AS 6 in front.
 */
final class RealTable implements RouteSink {
  static final Asn ASN = Asn.of(6);
  private static final Duration BOUND = Duration.ofMinutes(10);
  private final Path file;
  private final ScriptedPeer peer;
  private final IpAddress nextHop4;
  private final IpAddress nextHop6;
  private final Set<Prefix> seen = new HashSet<>();

  RealTable(Path file, ScriptedPeer peer, IpAddress nextHop4, IpAddress nextHop6) {
    this.file = file;
    this.peer = peer;
    this.nextHop4 = nextHop4;
    this.nextHop6 = nextHop6;
  }

  /** Announces the whole file, and returns when savd has all of it. */
  void load(SavdNode savd) {
    System.out.println("AS 6 announces what is in " + file + " ...");
    long begin = System.nanoTime();
    try (MrtSource source = new MrtSource(file, (_, _, _) -> Optional.of(new PeerId(0)))) {
      source.start(this);
    }
    peer.endOfRib();
    Await.until(BOUND, "savd having the table", () -> paths(savd) == seen.size());
    System.out.printf(
        "%d routes read, sent and held in %.1f s%n",
        seen.size(), (System.nanoTime() - begin) / 1e9);
  }

  private static long paths(SavdNode savd) {
    long paths = 0;
    for (var family :
        savd.show("neighbors", TableNeighbour.NODE).path("neighbors").path(0).path("families")) {
      paths += family.path("routes").asLong();
    }
    return paths;
  }

  @Override
  public RouteBatch acquire(PeerId of, long arrivalNanos) {
    return new RouteBatch().reset(of, arrivalNanos);
  }

  @Override
  public void submit(RouteBatch batch) {
    for (int i = 0; i < batch.size(); i++) {
      if (batch.kind(i) == RouteBatch.Kind.ANNOUNCE
          && !batch.prefix(i).isDefault()
          && seen.add(batch.prefix(i))) {
        int number = batch.attributes(i);
        announce(
            batch.prefix(i),
            PathAttributes.copyOf(
                batch.attributeBytes(),
                batch.attributeOffset(number),
                batch.attributeLength(number)));
      }
    }
  }

  private void announce(Prefix prefix, PathAttributes attributes) {
    List<AsPath.Segment> segments = new java.util.ArrayList<>();
    segments.add(new AsPath.Segment(AsPath.SegmentType.SEQUENCE, List.of(ASN)));
    attributes.asPath().segments().stream()
        .filter(s -> s.type() == AsPath.SegmentType.SEQUENCE)
        .forEach(segments::add);
    peer.announce(
        List.of(prefix),
        new AsPath(segments),
        prefix.family() == AddressFamily.IPV4 ? nextHop4 : nextHop6);
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
