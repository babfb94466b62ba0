package savd.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigDiffTest {
  private static final String BASE =
      """
      [router]
      as = 65004
      id = "192.0.2.4"
      [bgp]
      hold-time = "90s"
      [log]
      level = "info"
      [dataplane]
      sample-rate = 10
      table = "savd"
      [defaults]
      hold = "120s"
      [interface.eth1]
      role = "customer"
      [interface.eth2]
      hold = "60s"
      [exception.one]
      prefixes = ["198.51.100.0/24"]
      [neighbor.A]
      address = "192.0.2.1"
      as = 65001
      interface = "eth1"
      [neighbor.B]
      address = "192.0.2.2"
      as = 65002
      hold-time = "30s"
      """;

  private static SavdConfig parse(String text) {
    ConfigResult result = ConfigParser.parse(text);
    assertThat(result).isInstanceOf(ConfigResult.Accepted.class);
    return ((ConfigResult.Accepted) result).config();
  }

  private static ConfigDiff diff(String target, String replacement) {
    assertThat(BASE).contains(target);
    return ConfigDiff.between(parse(BASE), parse(BASE.replace(target, replacement)));
  }

  private static List<String> changedNeighbors(ConfigDiff diff) {
    return diff.neighbors().changed().stream().map(c -> c.after().name()).toList();
  }

  private static List<String> changedInterfaces(ConfigDiff diff) {
    return diff.interfaces().changed().stream().map(c -> c.after().name().name()).toList();
  }

  @Test
  void the_same_configuration_changes_nothing() {
    assertThat(diff("[router]", "# a comment\n[router]").isEmpty()).isTrue();
    assertThat(diff("hold = \"120s\"", "hold = \"2m\"").isEmpty()).isTrue();
  }

  @Test
  void a_changed_default_shows_on_the_interfaces_that_take_it() {
    ConfigDiff diff = diff("hold = \"120s\"", "hold = \"10s\"");
    assertThat(changedInterfaces(diff)).containsExactly("eth1");
    assertThat(diff.neighbors().isEmpty()).isTrue();
    assertThat(changedNeighbors(diff("hold-time = \"90s\"", "hold-time = \"9s\"")))
        .containsExactly("A");
  }

  @Test
  void what_is_added_and_removed_is_told_apart() {
    ConfigDiff diff = diff("[neighbor.B]", "[neighbor.C]");
    assertThat(diff.neighbors().added()).extracting(NeighborSection::name).containsExactly("C");
    assertThat(diff.neighbors().removed()).extracting(NeighborSection::name).containsExactly("B");
    assertThat(changedNeighbors(diff)).isEmpty();
    assertThat(diff("198.51.100.0/24", "198.51.100.0/25").exceptions().changed()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "hold-time = \"30s\",              hold-time = \"31s\",  true",
    "as = 65002,                       as = 65003,           true",
    "address = \"192.0.2.2\",          address = \"192.0.2.3\", true",
    "hold-time = \"30s\",              'hold-time = \"30s\"\nmd5 = \"k\"', true",
    "hold-time = \"30s\",              'hold-time = \"30s\"\ndescription = \"d\"', false",
    "hold-time = \"30s\",              'hold-time = \"30s\"\ninterface = \"eth2\"', false",
    "hold-time = \"30s\",              'hold-time = \"30s\"\nmax-prefixes = { ipv4 = 5 }', false"
  })
  void a_session_is_reset_only_where_the_connection_or_the_open_message_changes(
      String target, String replacement, boolean resets) {
    ConfigDiff diff = diff(target, replacement);
    assertThat(changedNeighbors(diff)).containsExactly("B");
    assertThat(ConfigDiff.resetsSession(diff.neighbors().changed().getFirst())).isEqualTo(resets);
  }

  @Test
  void what_needs_a_restart_is_named() {
    assertThat(diff("192.0.2.4", "192.0.2.5").restartNeeded()).containsExactly("router.id");
    assertThat(diff("table = \"savd\"", "table = \"sav\"").restartNeeded())
        .containsExactly("dataplane.table");
    ConfigDiff tuned = diff("sample-rate = 10", "sample-rate = 20");
    assertThat(tuned.restartNeeded()).isEmpty();
    assertThat(tuned.dataplaneTuned()).isTrue();
    assertThat(diff("level = \"info\"", "level = \"debug\"").logChanged()).isTrue();
  }

  @Test
  void a_mistyped_key_finds_the_one_meant_and_nonsense_finds_none() {
    List<String> keys = ConfigSchema.keys("neighbor.NAME");
    assertThat(ConfigSchema.nearest("adress", keys)).isEqualTo("address");
    assertThat(ConfigSchema.nearest("hold_time", keys)).isEqualTo("hold-time");
    assertThat(ConfigSchema.nearest("pasive", keys)).isEqualTo("passive");
    assertThat(ConfigSchema.nearest("xyzzyplugh", keys)).isEmpty();
  }
}
