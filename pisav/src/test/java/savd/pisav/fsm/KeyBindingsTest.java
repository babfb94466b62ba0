package savd.pisav.fsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static savd.pisav.fsm.Cone.A;
import static savd.pisav.fsm.Cone.B;
import static savd.pisav.fsm.Cone.key;

import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import savd.net.Asn;
import savd.rpki.payload.RouterKey;

class KeyBindingsTest {
  private static RouterKey router(Asn asn, PeerKey key) {
    return new RouterKey(asn, new byte[20], key.publicKey());
  }

  @Test
  void aRouterKeyBindsAndAKeyOfSeveralAsesBindsToAll() {
    KeyBindings b =
        KeyBindings.of(Set.of(router(A, key(1)), router(A, key(2)), router(B, key(2))), Map.of());
    assertThat(b.ases(key(1))).containsExactly(A);
    assertThat(b.ases(key(2))).containsExactly(A, B);
    assertThat(b.ases(key(3))).isEmpty();
  }

  @Test
  void configuredKeysCountOnlyWhereThereIsNoRouterKey() {
    KeyBindings b =
        KeyBindings.of(
            Set.of(router(A, key(1))), Map.of(A, Set.of(key(5)), B, Set.of(key(6), key(1))));
    assertThat(b.ases(key(5))).isEmpty();
    assertThat(b.ases(key(6))).containsExactly(B);
    assertThat(b.ases(key(1))).containsExactly(A, B);
  }

  @Test
  void aRouterKeyOfAnotherKindBindsNobodyAndTakesTheConfiguredKeysPlace() {
    RouterKey rsa = new RouterKey(A, new byte[20], new byte[294]);
    assertThat(KeyBindings.of(Set.of(rsa), Map.of(A, Set.of(key(5)))).size()).isZero();
  }

  @Test
  void onlyP256IsAKey() {
    byte[] compressed = key(1).publicKey().clone();
    compressed[26] = 2;
    assertThatThrownBy(() -> new PeerKey(compressed)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PeerKey(new byte[90]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** A Router Key that StayRTR 0.5 served; its SKI stands in the same PDU. */
  @Test
  void theIdentifierIsThatOfRouterKeys() {
    byte[] der =
        HexFormat.of()
            .parseHex(
                "3059301306072a8648ce3d020106082a8648ce3d0301070342000480572343f83ffcb0107ab007d8"
                    + "ca69f86b9ca0300605b848a83df7c0d3ec5f19c019bfa6b59ed742b54ef4343a52501286d8"
                    + "a0e7e41f10aa53b45822a9f88015");
    assertThat(new PeerKey(der)).hasToString("5D4250E2D81D4448D8A29EFCE91D29FF075EC9E2");
  }
}
