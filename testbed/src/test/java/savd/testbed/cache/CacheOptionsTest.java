package savd.testbed.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import savd.rpki.fsm.CacheFsmConfig;
import savd.rpki.message.Timing;

class CacheOptionsTest {
  @TempDir private Path dir;

  @Test
  void aFileIsEnough() throws IOException {
    CacheOptions o = CacheOptions.parse("vrps.json");
    assertThat(o.files()).containsExactly(Path.of("vrps.json"));
    assertThat(o.cache().listen()).containsExactly(new InetSocketAddress("127.0.0.1", 3323));
    assertThat(o.cache().protocol()).isEqualTo(CacheFsmConfig.DEFAULT);
    assertThat(o.look()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void everyOptionIsTaken() throws IOException {
    Path keys = Files.writeString(dir.resolve("keys"), "192.0.2.1 one two\n2001:db8::1 x\n");
    CacheOptions o =
        CacheOptions.parse(
            ("a.json b.csv --listen 0.0.0.0:323 --listen [2001:db8::2]:324 --version 1-2"
                    + " --refresh 100 --retry 50 --expire 1000 --notify 7 --keep 3 --look 9"
                    + " --tls c.pem k.pem --routers-ca ca.pem --md5 "
                    + keys)
                .split(" "));
    assertThat(o.files()).containsExactly(Path.of("a.json"), Path.of("b.csv"));
    assertThat(o.cache().listen())
        .containsExactly(
            new InetSocketAddress("0.0.0.0", 323), new InetSocketAddress("2001:db8::2", 324));
    assertThat(o.cache().protocol())
        .isEqualTo(new CacheFsmConfig(1, 2, new Timing(100, 50, 1000), 7_000_000_000L));
    assertThat(o.cache().keepDeltas()).isEqualTo(3);
    assertThat(o.look()).isEqualTo(Duration.ofSeconds(9));
    assertThat(o.cache().tls().orElseThrow().routerCaFile())
        .isEqualTo(Optional.of(Path.of("ca.pem")));
    assertThat(o.cache().md5Keys())
        .containsEntry(InetAddress.getByName("192.0.2.1"), "one two")
        .containsEntry(InetAddress.getByName("2001:db8::1"), "x");
  }

  @Test
  void theManualPageAndTheUsageNameTheSameOptions() throws IOException {
    String page =
        Files.readString(
            Path.of(System.getProperty("savd.root", ".."), "docs/man/savd-rtr-cache.8"));
    Set<String> documented = new TreeSet<>();
    Matcher m = Pattern.compile("^\\.It.*", Pattern.MULTILINE).matcher(page);
    while (m.find()) {
      Matcher option = Pattern.compile("Fl Fl ([a-z0-9-]+)").matcher(m.group());
      while (option.find()) {
        documented.add("--" + option.group(1));
      }
    }
    Set<String> used = new TreeSet<>();
    Matcher u = Pattern.compile("--[a-z0-9-]+").matcher(CacheOptions.USAGE);
    while (u.find()) {
      used.add(u.group());
    }
    assertThat(documented).isEqualTo(used).hasSize(11);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--listen 127.0.0.1:1",
        "f --listen",
        "f --listen 127.0.0.1",
        "f --listen host:323",
        "f --listen 127.0.0.1:99999",
        "f --version 3",
        "f --version 2-1",
        "f --version two",
        "f --refresh 0",
        "f --expire 10",
        "f --keep -1",
        "f --routers-ca x",
        "f --tls x",
        "f --unknown",
      })
  void whatMakesNoSenseIsRefused(String line) {
    String[] words = line.isEmpty() ? new String[0] : line.split(" ");
    assertThatThrownBy(() -> CacheOptions.parse(words))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(?s).{5,}");
  }
}
