package savd.rules;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import savd.net.AddressFamily;
import savd.net.PathAttributes;
import savd.net.Prefix;
import savd.rib.PrefixIndex.IdVisitor;
import savd.rib.RibView;

/** Our own prefixes: those that begin in our AS by a route, and those the configuration names. */
final class OwnNetworks {
  private final RibView rib;
  private Set<Prefix> configured = Set.of();

  /** Numbers of the configured ones, which are pinned. */
  private final Map<AddressFamily, IdSet> ids = new EnumMap<>(AddressFamily.class);

  /** Receives prefixes. */
  @FunctionalInterface
  interface Visitor {
    void visit(AddressFamily family, int id);
  }

  OwnNetworks(RibView rib) {
    this.rib = rib;
    for (AddressFamily f : AddressFamily.values()) {
      ids.put(f, new IdSet());
    }
  }

  /** Others are configured; visits those that come and, while they still mean something, go. */
  void become(Set<Prefix> now, Visitor visitor) {
    Set<Prefix> before = configured;
    configured = now;
    for (Prefix p : now) {
      if (!before.contains(p)) {
        int id = rib.prefixes(p.family()).pin(p.high(), p.low(), p.length());
        ids.get(p.family()).add(id);
        visitor.visit(p.family(), id);
      }
    }
    for (Prefix p : before) {
      if (!now.contains(p)) {
        int id = rib.prefixes(p.family()).find(p.high(), p.low(), p.length());
        ids.get(p.family()).remove(id);
        visitor.visit(p.family(), id);
        rib.prefixes(p.family()).unpin(id);
      }
    }
  }

  boolean isConfigured(AddressFamily family, int id) {
    return ids.get(family).contains(id);
  }

  void forEachConfigured(AddressFamily family, IdVisitor visitor) {
    ids.get(family).forEach(visitor::visit);
  }

  /** True for a route that begins in our AS: its path is empty. */
  boolean isOwn(int path) {
    int set = rib.attributesId(path);
    byte[] bytes = rib.attributeBytes(set);
    int at =
        PathAttributes.find(
            bytes, rib.attributeOffset(set), rib.attributeLength(set), PathAttributes.AS_PATH);
    return (at < 0 || PathAttributes.valueLength(bytes, at) == 0)
        && rib.peer(rib.peerIndex(path)).isInternal();
  }
}
