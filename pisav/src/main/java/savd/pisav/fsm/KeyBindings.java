package savd.pisav.fsm;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import savd.net.Asn;
import savd.rpki.payload.RouterKey;

/**
 * Whose key is whose at one moment: the Router Keys in force, and for an AS without any the keys
 * that the configuration gives it. Keys that are not of P-256 bind nobody, but an AS with only such
 * keys has its Router Keys nevertheless.
 */
public final class KeyBindings {
  public static final KeyBindings NONE = of(Set.of(), Map.of());

  private final Map<PeerKey, Set<Asn>> ases = new HashMap<>();

  private KeyBindings() {}

  /**
   * @param routerKeys after local exceptions
   * @param configured by AS; does not count where {@code routerKeys} has one
   */
  public static KeyBindings of(Set<RouterKey> routerKeys, Map<Asn, Set<PeerKey>> configured) {
    KeyBindings b = new KeyBindings();
    Set<Asn> served = new HashSet<>();
    for (RouterKey k : routerKeys) {
      served.add(k.asn());
      if (PeerKey.isP256(k.publicKey())) {
        b.bind(new PeerKey(k.publicKey()), k.asn());
      }
    }
    configured.forEach(
        (asn, keys) -> {
          if (!served.contains(asn)) {
            keys.forEach(k -> b.bind(k, asn));
          }
        });
    return b;
  }

  private void bind(PeerKey key, Asn asn) {
    ases.computeIfAbsent(key, _ -> new TreeSet<>()).add(asn);
  }

  /** The ASes a key speaks for; mostly one, often none. */
  public Set<Asn> ases(PeerKey key) {
    return Collections.unmodifiableSet(ases.getOrDefault(key, Set.of()));
  }

  /** How many keys are bound. */
  public int size() {
    return ases.size();
  }
}
