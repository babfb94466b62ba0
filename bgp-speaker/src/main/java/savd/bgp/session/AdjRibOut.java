package savd.bgp.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import savd.bgp.wire.UpdateEncoder;
import savd.net.AddressFamily;
import savd.net.PathAttributes;
import savd.net.Peer;
import savd.net.Prefix;
import savd.net.RouteChange;

/**
 * What has been, and is still to be, passed on to one neighbour in one session.
 *
 * <p>A change waits here while the neighbour is slow, and a later one for the same prefix takes its
 * place; so what waits is bounded by the number of prefixes. Routes with the same attributes share
 * messages as far as they lie close together.
 */
final class AdjRibOut {
  /**
   * So many changes are encoded at a time before looking whether the neighbour still takes them.
   */
  private static final int ROUND = 2000;

  private final Egress egress;
  private final UpdateEncoder encoder;
  private final Announcer announcer;
  private final Connection connection;
  private final Set<Prefix> ours;
  private final Set<Prefix> sent = new HashSet<>();
  private final Map<Prefix, Optional<PathAttributes>> waiting = new LinkedHashMap<>();
  private final Queue<Runnable> afterwards = new ArrayDeque<>();

  /**
   * @param ours prefixes we originate towards the neighbour; others' routes for them stay out
   */
  AdjRibOut(
      Egress egress,
      UpdateEncoder encoder,
      Announcer announcer,
      Connection connection,
      Set<Prefix> ours) {
    this.egress = egress;
    this.encoder = encoder;
    this.announcer = announcer;
    this.connection = connection;
    this.ours = ours;
  }

  /** Takes a change of the best routes; {@link #flush} sends it. */
  void change(RouteChange change, Optional<Peer> from) {
    switch (change) {
      case RouteChange.Announce a -> put(a.prefix(), egress.of(a, from));
      case RouteChange.Withdraw w -> put(w.prefix(), Optional.empty());
      case RouteChange.EndOfRib _,
          RouteChange.MarkStale _,
          RouteChange.SweepStale _,
          RouteChange.PeerLost _ -> {}
    }
  }

  private void put(Prefix prefix, Optional<PathAttributes> attributes) {
    if (!ours.contains(prefix) && (attributes.isPresent() || sent.contains(prefix))) {
      waiting.put(prefix, attributes);
    } else {
      waiting.remove(prefix);
    }
  }

  /** Runs the task once all that waits now is sent. */
  void afterwards(Runnable task) {
    afterwards.add(task);
    flush();
  }

  /** Sends what the neighbour takes; to be called again when it takes more. */
  void flush() {
    while (!waiting.isEmpty() && connection.isWritable()) {
      round();
    }
    while (waiting.isEmpty() && !afterwards.isEmpty()) {
      afterwards.poll().run();
    }
  }

  private void round() {
    Map<PathAttributes, Map<AddressFamily, List<Prefix>>> announced = new LinkedHashMap<>();
    List<Prefix> withdrawn = new ArrayList<>();
    Iterator<Map.Entry<Prefix, Optional<PathAttributes>>> i = waiting.entrySet().iterator();
    for (int n = 0; n < ROUND && i.hasNext(); n++) {
      Map.Entry<Prefix, Optional<PathAttributes>> e = i.next();
      Prefix prefix = e.getKey();
      if (e.getValue().isPresent()) {
        sent.add(prefix);
        announced
            .computeIfAbsent(e.getValue().get(), _ -> new LinkedHashMap<>())
            .computeIfAbsent(prefix.family(), _ -> new ArrayList<>())
            .add(prefix);
      } else {
        sent.remove(prefix);
        withdrawn.add(prefix);
      }
      i.remove();
    }
    ByteBuf out = Unpooled.buffer();
    for (AddressFamily family : AddressFamily.values()) {
      encoder.withdraw(0, withdrawn.stream().filter(p -> p.family() == family).toList(), out);
    }
    announced.forEach(
        (attributes, families) ->
            families.values().forEach(prefixes -> encoder.announce(attributes, 0, prefixes, out)));
    announcer.send(out);
  }
}
