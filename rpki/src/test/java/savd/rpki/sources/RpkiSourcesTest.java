package savd.rpki.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.Prefix;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.NamedPayload;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RouterKey;
import savd.rpki.payload.RpkiDelta;
import savd.rpki.payload.Vrp;
import savd.rpki.payload.VrpTable;
import savd.rpki.slurm.Slurm;
import savd.rpki.slurm.SlurmEntry.AspaAssertion;
import savd.rpki.slurm.SlurmEntry.AspaFilter;
import savd.rpki.slurm.SlurmEntry.PrefixAssertion;
import savd.rpki.slurm.SlurmEntry.PrefixFilter;
import savd.rpki.slurm.SlurmFile;
import savd.rpki.slurm.SlurmPlace;
import savd.rpki.sources.RpkiSources.Configured;

class RpkiSourcesTest {
  private static final Vrp A = vrp("192.0.2.0/24", 64496);
  private static final Vrp B = vrp("198.51.100.0/24", 64497);
  private static final Vrp C = vrp("2001:db8::/32", 64498);

  private final List<String> heard = new ArrayList<>();

  private final RpkiListener listener =
      new RpkiListener() {
        @Override
        public void changed(RpkiDelta delta, Availability availability) {
          int removed = delta.removed(AddressFamily.IPV4).size();
          int added = delta.added(AddressFamily.IPV4).size();
          heard.add("-" + removed + "+" + added + " " + availability);
          assertThat(delta.before()).isEqualTo(last);
          last = delta.after();
        }

        @Override
        public void availability(Availability availability, long sinceMillis) {
          heard.add(availability + "@" + sinceMillis);
        }
      };

  private Payload last = Payload.EMPTY;

  @BeforeEach
  void forget() {
    heard.clear();
  }

  private static Vrp vrp(String prefix, int asn) {
    Prefix p = Prefix.parse(prefix);
    return new Vrp(p, p.length(), new Asn(asn));
  }

  private static Payload payload(Vrp... vrps) {
    VrpTable.Builder v4 = VrpTable.builder(AddressFamily.IPV4);
    VrpTable.Builder v6 = VrpTable.builder(AddressFamily.IPV6);
    for (Vrp v : vrps) {
      (v.prefix().family() == AddressFamily.IPV4 ? v4 : v6).add(v);
    }
    return new Payload(v4.build(), v6.build(), AspaTable.EMPTY, Set.of());
  }

  private static Optional<List<NamedPayload>> files(Vrp... vrps) {
    return Optional.of(List.of(new NamedPayload("vrps.json", payload(vrps))));
  }

  private static Optional<NamedPayload> cache(Vrp... vrps) {
    return Optional.of(new NamedPayload("rtr.example", payload(vrps)));
  }

  private static SlurmPlace place(int line) {
    return new SlurmPlace("exceptions.json", line, "member", "because");
  }

  private static Slurm slurm() throws Exception {
    return Slurm.of(
        List.of(
            new SlurmFile(
                "exceptions.json",
                2,
                List.of(new PrefixFilter(Optional.empty(), Optional.of(new Asn(64497)), place(3))),
                List.of(),
                List.of(new AspaFilter(new Asn(7), place(4))),
                List.of(new PrefixAssertion(A, place(5))),
                List.of(),
                List.of(new AspaAssertion(new Aspa(new Asn(7), List.of(new Asn(2))), place(6))))));
  }

  @Test
  void nothing_is_in_force_before_every_source_has_spoken() {
    RpkiSources s = new RpkiSources(new Configured(true, true, true), listener, 0);
    s.files(files(A), 1);
    s.cache(cache(B), 2);
    assertThat(s.availability()).isEqualTo(Availability.AWAITED);
    assertThat(s.payload()).isEqualTo(Payload.EMPTY);
    assertThat(heard).isEmpty();
    s.slurm(Optional.of(Slurm.NONE), 3);
    assertThat(heard).containsExactly("-0+2 IN_FORCE", "IN_FORCE@3");
    assertThat(s.payload()).isEqualTo(payload(A, B));
    assertThat(s.sinceMillis()).isEqualTo(3);
  }

  @Test
  void without_any_source_nothing_is_in_force() {
    RpkiSources s = new RpkiSources(new Configured(false, false, false), listener, 5);
    assertThat(s.availability()).isEqualTo(Availability.AWAITED);
    assertThat(s.payload()).isEqualTo(Payload.EMPTY);
  }

  /** An empty set in force would make BAR-SAV block whom only an ASPA makes known. */
  @Test
  void when_the_last_source_leaves_the_configuration_the_data_go_as_if_they_had_never_come() {
    RpkiSources s = new RpkiSources(new Configured(false, true, false), listener, 0);
    s.cache(cache(A, B), 1);
    heard.clear();
    s.configured(new Configured(false, false, false), 2);
    assertThat(heard).containsExactly("AWAITED@2", "-2+0 AWAITED");
    assertThat(s.payload()).isEqualTo(Payload.EMPTY);
    s.configured(new Configured(false, true, false), 3);
    assertThat(s.availability()).isEqualTo(Availability.AWAITED);
    s.cache(cache(A), 4);
    assertThat(s.availability()).isEqualTo(Availability.IN_FORCE);
  }

  @Test
  void only_a_real_change_is_told() {
    RpkiSources s = new RpkiSources(new Configured(true, true, false), listener, 0);
    s.files(files(A, C), 1);
    s.cache(cache(A, B), 2);
    heard.clear();
    s.cache(cache(A, B), 3);
    s.files(files(A, B, C), 4);
    s.cache(cache(A), 5);
    assertThat(heard).isEmpty();
    s.files(files(C), 6);
    assertThat(heard).containsExactly("-1+0 IN_FORCE");
    assertThat(s.payload()).isEqualTo(payload(A, C));
  }

  @Test
  void router_keys_alone_are_a_change() {
    RpkiSources s = new RpkiSources(new Configured(false, true, false), listener, 0);
    s.cache(cache(A), 1);
    heard.clear();
    RouterKey key = new RouterKey(new Asn(1), new byte[20], new byte[] {1});
    Payload a = payload(A);
    s.cache(
        Optional.of(new NamedPayload("x", new Payload(a.ipv4(), a.ipv6(), a.aspas(), Set.of(key)))),
        2);
    assertThat(heard).containsExactly("-0+0 IN_FORCE");
    assertThat(s.provenance(key).sources()).containsExactly("x");
  }

  @Test
  void expired_data_are_not_in_force_and_come_back_whole() {
    RpkiSources s = new RpkiSources(new Configured(true, true, false), listener, 0);
    s.files(files(A), 1);
    s.cache(cache(B), 2);
    heard.clear();
    s.cache(Optional.empty(), 7200);
    assertThat(heard).containsExactly("EXPIRED@7200", "-2+0 EXPIRED");
    assertThat(s.payload()).isEqualTo(Payload.EMPTY);
    heard.clear();
    s.cache(cache(B), 7300);
    assertThat(heard).containsExactly("-0+2 IN_FORCE", "IN_FORCE@7300");
  }

  @Test
  void a_change_of_cache_is_one_delta() {
    RpkiSources s = new RpkiSources(new Configured(false, true, false), listener, 0);
    s.cache(cache(A, B), 1);
    heard.clear();
    s.cache(Optional.of(new NamedPayload("other", payload(A))), 2);
    assertThat(heard).containsExactly("-1+0 IN_FORCE");
  }

  @Test
  void exceptions_change_what_is_in_force_and_say_so() throws Exception {
    RpkiSources s = new RpkiSources(new Configured(true, false, true), listener, 0);
    Payload p = payload(B, C);
    AspaTable aspas = AspaTable.of(List.of(new Aspa(new Asn(7), List.of(new Asn(1)))));
    s.files(
        Optional.of(
            List.of(
                new NamedPayload("a.json", new Payload(p.ipv4(), p.ipv6(), aspas, Set.of())),
                new NamedPayload("b.csv", payload(B)))),
        1);
    s.slurm(Optional.of(slurm()), 2);
    assertThat(s.payload().ipv4()).isEqualTo(payload(A).ipv4());
    assertThat(s.payload().ipv6()).isEqualTo(payload(C).ipv6());

    Provenance.OfVrp b = s.provenance(B);
    assertThat(b.inForce()).isFalse();
    assertThat(b.sources()).containsExactly("a.json", "b.csv");
    assertThat(b.droppedBy().orElseThrow().place()).hasToString("exceptions.json:3 \"because\"");
    assertThat(b.addedBy()).isEmpty();

    Provenance.OfVrp a = s.provenance(A);
    assertThat(a.inForce()).isTrue();
    assertThat(a.sources()).isEmpty();
    assertThat(a.droppedBy()).isEmpty();
    assertThat(a.addedBy().orElseThrow().place().line()).isEqualTo(5);

    Provenance.OfAspa seven = s.provenance(new Asn(7));
    assertThat(seven.aspa().orElseThrow()).hasToString("AS7 -> AS2");
    assertThat(seven.saidBySources()).extracting(Object::toString).containsExactly("AS7 -> AS1");
    assertThat(seven.droppedBy().orElseThrow().place().line()).isEqualTo(4);
    assertThat(seven.addedBy()).extracting(e -> e.place().line()).containsExactly(6);
  }

  @Test
  void a_source_that_is_no_longer_configured_is_forgotten() {
    RpkiSources s = new RpkiSources(new Configured(true, true, false), listener, 0);
    s.files(files(A), 1);
    s.cache(cache(B), 2);
    s.configured(new Configured(true, false, false), 3);
    assertThat(s.payload()).isEqualTo(payload(A));
  }

  @Test
  void what_is_in_force_stays_until_a_newly_configured_source_has_spoken() throws Exception {
    RpkiSources s = new RpkiSources(new Configured(true, false, false), listener, 0);
    s.files(files(B), 1);
    heard.clear();
    s.configured(new Configured(true, true, true), 2);
    s.slurm(Optional.of(slurm()), 3);
    assertThat(heard).isEmpty();
    assertThat(s.payload()).isEqualTo(payload(B));
    assertThat(s.availability()).isEqualTo(Availability.IN_FORCE);
    s.cache(cache(C), 4);
    assertThat(heard).containsExactly("-1+1 IN_FORCE");
    assertThat(s.payload().ipv4()).isEqualTo(payload(A).ipv4());
  }

  @Test
  void a_cache_that_expires_while_more_is_awaited_ends_the_waiting() {
    RpkiSources s = new RpkiSources(new Configured(false, true, false), listener, 0);
    s.cache(cache(A), 1);
    s.configured(new Configured(true, true, false), 2);
    assertThat(s.payload()).isEqualTo(payload(A));
    s.cache(Optional.empty(), 7200);
    assertThat(s.availability()).isEqualTo(Availability.AWAITED);
    assertThat(s.payload()).isEqualTo(Payload.EMPTY);
  }

  @Test
  void files_of_a_new_configuration_that_are_bad_leave_what_the_old_ones_said() {
    RpkiSources s = new RpkiSources(new Configured(true, false, false), listener, 0);
    s.files(files(A), 1);
    s.files(Optional.empty(), 2);
    assertThat(s.payload()).isEqualTo(payload(A));
    assertThat(s.availability()).isEqualTo(Availability.IN_FORCE);
  }
}
