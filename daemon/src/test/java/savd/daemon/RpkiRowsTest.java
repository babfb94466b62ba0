package savd.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import savd.control.AspaRow;
import savd.control.ControlException;
import savd.control.Page;
import savd.control.RouterKeyRow;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.NamedPayload;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RouterKey;
import savd.rpki.payload.VrpTable;
import savd.rpki.slurm.Slurm;

class RpkiRowsTest {
  private static final RouterKey KEY = key(64496, 0xAB, 1);
  private static final Payload DATA =
      new Payload(
          VrpTable.empty(AddressFamily.IPV4),
          VrpTable.empty(AddressFamily.IPV6),
          AspaTable.of(
              List.of(
                  aspa(64496, 64500, 64511),
                  aspa(64497, 0),
                  aspa(64498, 64500),
                  aspa(4_200_000_000L, 64511))),
          Set.of(key(64497, 1, 2), KEY, key(64496, 0x10, 3)));
  private static final SourceNames NAMES =
      new SourceNames(List.of(new NamedPayload("near", DATA)), Slurm.NONE);

  private static Aspa aspa(long customer, long... providers) {
    List<Asn> list = new ArrayList<>();
    for (long p : providers) {
      list.add(Asn.of(p));
    }
    return new Aspa(Asn.of(customer), list);
  }

  private static RouterKey key(long asn, int ski, int key) {
    byte[] id = new byte[RouterKey.SKI_OCTETS];
    id[0] = (byte) ski;
    return new RouterKey(Asn.of(asn), id, new byte[] {(byte) key});
  }

  private static List<String> aspas(Optional<Asn> customer, Optional<Asn> provider, int limit)
      throws Exception {
    List<String> out = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      Page<AspaRow> page = RpkiRows.aspas(DATA, NAMES, customer, provider, after, limit);
      page.rows().forEach(r -> out.add(r.customer() + " " + r.providers() + r.sources()));
      after = page.next();
    } while (after.isPresent());
    return out;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 100})
  void aspas_come_by_customer_in_pages_of_any_size(int limit) throws Exception {
    assertThat(aspas(Optional.empty(), Optional.empty(), limit))
        .containsExactly(
            "64496 [64500, 64511][near]",
            "64497 [0][near]",
            "64498 [64500][near]",
            "4200000000 [64511][near]");
    assertThat(aspas(Optional.empty(), Optional.of(Asn.of(64511)), limit))
        .containsExactly("64496 [64500, 64511][near]", "4200000000 [64511][near]");
  }

  @Test
  void one_customer_is_found_and_left_out_where_it_does_not_name_the_provider() throws Exception {
    assertThat(aspas(Optional.of(Asn.of(64498)), Optional.empty(), 5))
        .containsExactly("64498 [64500][near]");
    assertThat(aspas(Optional.of(Asn.of(64498)), Optional.of(Asn.of(64511)), 5)).isEmpty();
    assertThat(aspas(Optional.of(Asn.of(1)), Optional.empty(), 5)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 100})
  void router_keys_come_by_as_and_identifier(int limit) throws Exception {
    List<String> out = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      Page<RouterKeyRow> page = RpkiRows.keys(DATA, NAMES, Optional.empty(), after, limit);
      page.rows().forEach(r -> out.add(r.asn() + " " + r.ski().substring(0, 2) + " " + r.key()));
      after = page.next();
    } while (after.isPresent());
    assertThat(out).containsExactly("64496 10 Aw==", "64496 AB AQ==", "64497 01 Ag==");
    assertThat(RpkiRows.keys(DATA, NAMES, Optional.of(Asn.of(64497)), Optional.empty(), 9).rows())
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-1", "4294967296"})
  void what_is_no_cursor_is_a_bad_request(String cursor) {
    assertThatThrownBy(
            () ->
                RpkiRows.aspas(
                    DATA, NAMES, Optional.empty(), Optional.empty(), Optional.of(cursor), 1))
        .isInstanceOf(ControlException.class);
    assertThatThrownBy(() -> RpkiRows.keys(DATA, NAMES, Optional.empty(), Optional.of(cursor), 1))
        .isInstanceOf(ControlException.class);
  }
}
