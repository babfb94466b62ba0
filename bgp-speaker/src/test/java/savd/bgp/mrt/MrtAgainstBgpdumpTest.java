package savd.bgp.mrt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import savd.net.IpAddress;
import savd.net.PathAttributes;
import savd.net.Prefix;
import savd.net.RouteBatch;

/** Real MRT files give what bgpdump reads from them, prefix by prefix. */
class MrtAgainstBgpdumpTest {
  /**
   * Counted with {@code bgpdump -m FILE | cut -d'|' -f3 | sort | uniq -c}, bgpdump 1.6.2, less what
   * {@code bgpdump FILE} tells to be IPv4 multicast. In the two files of BIRD the ADD-PATH sessions
   * were recorded under subtypes without it, which bgpdump reads as four prefixes like 0.0.0.0/0
   * per message; the NLRI in the octets is three, three and one prefix, twice.
   */
  record Counts(String file, long announced, long withdrawn, long states, long entries) {
    @Override
    public String toString() {
      return file;
    }
  }

  static Stream<Counts> files() {
    return Stream.of(
        new Counts("bgpkit.rrc00.updates.19991214.1621.gz", 54126, 1363, 27, 0),
        new Counts("bgpkit.rrc03.updates.20100227.1600.first-796-records.gz", 1226, 133, 4, 0),
        new Counts("bgpkit.rrc15.updates.20100227.1600.gz", 52468, 1318, 20, 0),
        new Counts("bgpkit.rrc15.updates.20100227.1610.gz", 5920, 1549, 16, 0),
        new Counts("bgpstream.ris.rrc06.updates.1427846400.gz", 1435, 122, 4, 0),
        new Counts("bgpstream.routeviews.route-views.jinx.updates.1427846400.bz2", 8160, 451, 0, 0),
        new Counts("gobgpdump.arch0.mrt.gz", 42997 - 198, 4465 - 82, 0, 0),
        new Counts("gobgpdump.arch1.mrt.gz", 36534 - 199, 3973 - 81, 0, 0),
        new Counts("gobgpdump.arch2.mrt.gz", 40810 - 190, 5013 - 84, 0, 0),
        new Counts("gobgpdump.arch3.mrt.gz", 3341 - 15, 279 - 7, 0, 0),
        new Counts("mrtparse.bird6_bgp.mrt", 14, 0, 12, 0),
        new Counts("mrtparse.bird_bgp.mrt", 14, 0, 12, 0),
        new Counts("mrtparse.openbgpd_bgp.mrt", 93, 0, 16, 0),
        new Counts("mrtparse.openbgpd_rib_table-mp.mrt", 0, 0, 0, 0),
        new Counts("mrtparse.openbgpd_rib_table-v2.mrt", 0, 0, 0, 31),
        new Counts("mrtparse.openbgpd_rib_table.mrt", 0, 0, 0, 31),
        new Counts("mrtparse.quagga_bgp.mrt", 18, 0, 20, 0),
        new Counts("mrtparse.quagga_rib.mrt", 0, 0, 0, 9),
        new Counts("ripencc-bgpdump.bview.20020722.2337.gz", 0, 0, 0, 115521),
        new Counts("ripencc-bgpdump.bview.64k_stream_overflow.gz", 0, 0, 0, 23),
        new Counts("ripencc-bgpdump.bview.ipv4_unicast_add_path.gz", 0, 0, 0, 62),
        new Counts("ripencc-bgpdump.bview.ipv6_unicast_add_path.gz", 0, 0, 0, 62),
        new Counts("ripencc-bgpdump.updates.20020722.2238.gz", 825, 2419, 93, 0),
        new Counts("ripencc-bgpdump.updates.20070211.0141.gz", 51329 - 93, 2328 - 58, 0, 0),
        new Counts("ripencc-bgpdump.updates.20071015.1505.gz", 10111, 385, 0, 0),
        new Counts("ripencc-bgpdump.updates.20100722.2015.gz", 5067, 547, 40, 0),
        new Counts("ripencc-bgpdump.updates.20160811.1600.gz", 39256, 1956, 22, 0),
        new Counts("ripencc-bgpdump.updates.et-header.2015.gz", 577737, 3, 4, 0),
        new Counts("ripencc-bgpdump.updates.long_withdrawal.gz", 0, 4096, 0, 0),
        new Counts("routeviews2.rib.20080501.0644.first.gz", 0, 0, 0, 139291),
        new Counts("routeviews2.rib.20140523.0600.first.gz", 0, 0, 0, 270005),
        new Counts("routeviews6.rib.20151101.0600.first.gz", 0, 0, 0, 149578));
  }

  @ParameterizedTest
  @MethodSource("files")
  void counts_are_those_of_bgpdump(Counts expected) {
    MrtSource source =
        new MrtSource(MrtFiles.directory().resolve(expected.file()), new MrtFiles.NumberingPeers());
    source.start(new MrtFiles.ConsumingSink(batch -> {}));
    MrtSummary s = source.summary();
    assertThat(s.problems()).isEmpty();
    assertThat(
            new Counts(
                expected.file(),
                s.announcements(),
                s.withdrawals(),
                s.stateChanges(),
                s.ribEntries()))
        .usingRecursiveComparison()
        .isEqualTo(expected);
  }

  /** Lines counted, those of bgpdump positive, ours negative; equal readings leave nothing. */
  private final Map<String, Integer> lines = new HashMap<>();

  private void add(String line, int n) {
    lines.merge(line, n, (a, b) -> a + b == 0 ? null : a + b);
  }

  static Stream<Counts> comparableFiles() {
    return files().filter(f -> !f.file().startsWith("mrtparse.bird"));
  }

  @ParameterizedTest
  @MethodSource("comparableFiles")
  void every_prefix_has_the_peer_path_and_next_hop_that_bgpdump_shows(Counts file)
      throws IOException, InterruptedException {
    Path path = MrtFiles.directory().resolve(file.file());
    ours(path);
    bgpdump(path, "-m", this::bgpdumpLine);
    MulticastBlocks blocks = new MulticastBlocks();
    bgpdump(path, "-H", blocks::line);
    blocks.line("");
    // For the old type BGP bgpdump shows the peer's address in place of the withdrawn one.
    lines.keySet().removeIf(line -> line.startsWith("W|") && file.file().contains("19991214"));
    List<String> differences = lines.entrySet().stream().map(Object::toString).sorted().toList();
    assertThat(differences.subList(0, Math.min(20, differences.size()))).isEmpty();
  }

  private void ours(Path path) {
    MrtFiles.NumberingPeers peers = new MrtFiles.NumberingPeers();
    MrtSource source = new MrtSource(path, peers);
    source.start(
        new MrtFiles.ConsumingSink(
            batch -> {
              MrtFiles.NumberingPeers.Known peer = peers.known.get(batch.peer().index());
              String from = peer.address() + "|" + peer.asn() + "|";
              for (int i = 0; i < batch.size(); i++) {
                add(batch, i, from);
              }
            }));
  }

  private void add(RouteBatch batch, int i, String from) {
    switch (batch.kind(i)) {
      case ANNOUNCE -> {
        int n = batch.attributes(i);
        PathAttributes a =
            PathAttributes.copyOf(
                batch.attributeBytes(), batch.attributeOffset(n), batch.attributeLength(n));
        String hop = a.nextHop().map(Object::toString).orElse("");
        String path = a.asPath().toString();
        add("A|" + from + batch.prefix(i) + "|" + path + "|" + a.origin() + "|" + hop, -1);
      }
      case WITHDRAW -> add("W|" + from + batch.prefix(i), -1);
      case END_OF_RIB, MARK_STALE, SWEEP_STALE, PEER_LOST -> {}
    }
  }

  private static void bgpdump(Path path, String form, Consumer<String> line)
      throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder("bgpdump", form, path.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      Assumptions.abort("NOT COMPARED prefix by prefix: no bgpdump here (" + e.getMessage() + ")");
      return;
    }
    try (BufferedReader in = process.inputReader()) {
      in.lines().forEach(line);
    }
    assertThat(process.waitFor()).as("exit code of bgpdump").isZero();
  }

  private void bgpdumpLine(String line) {
    String[] f = line.split("\\|", -1);
    if (f[2].equals("STATE")) {
      return;
    }
    String from = IpAddress.parse(f[3]) + "|" + f[4] + "|";
    if (f[2].equals("W")) {
      add("W|" + from + normal(f[5]), 1);
    } else {
      int path = f[0].equals("TABLE_DUMP2_AP") ? 7 : 6;
      add("A|" + from + rest(f[5], f[path], f[path + 1], f[path + 2]), 1);
    }
  }

  private static String rest(String prefix, String path, String origin, String nextHop) {
    int code = List.of("IGP", "EGP", "INCOMPLETE").indexOf(origin);
    // What bgpdump shows for none.
    String hop = nextHop.equals("255.255.255.255") ? "" : IpAddress.parse(nextHop).toString();
    return normal(prefix) + "|" + path.strip() + "|" + code + "|" + hop;
  }

  /**
   * The long form of bgpdump, which tells multicast from unicast; its lines are taken off again.
   */
  private final class MulticastBlocks {
    private final Map<String, String> fields = new HashMap<>();
    private final List<String> announced = new ArrayList<>();
    private final List<String> withdrawn = new ArrayList<>();
    private List<String> current = announced;

    void line(String line) {
      if (line.isEmpty()) {
        end();
      } else if (line.equals("ANNOUNCE")) {
        current = announced;
      } else if (line.equals("WITHDRAW")) {
        current = withdrawn;
      } else if (line.startsWith("  ")) {
        current.add(line.strip());
      } else if (line.contains("Multicast")) {
        fields.put("multicast", "");
      } else if (line.contains(": ")) {
        fields.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 2));
      }
    }

    private void end() {
      if (fields.containsKey("multicast")) {
        String[] peer = fields.get("FROM").split(" AS");
        String from = IpAddress.parse(peer[0]) + "|" + peer[1] + "|";
        withdrawn.forEach(p -> add("W|" + from + normal(p), -1));
        for (String p : announced) {
          String path = fields.get("ASPATH");
          String rest = rest(p, path, fields.get("ORIGIN"), fields.get("NEXT_HOP"));
          add("A|" + from + rest, -1);
        }
      }
      fields.clear();
      announced.clear();
      withdrawn.clear();
    }
  }

  private static String normal(String text) {
    int slash = text.indexOf('/');
    IpAddress a = IpAddress.parse(text.substring(0, slash));
    int length = Integer.parseInt(text.substring(slash + 1));
    return Prefix.of(
            a.family(),
            a.high() & a.family().maskHigh(length),
            a.low() & a.family().maskLow(length),
            length)
        .toString();
  }

  @ParameterizedTest
  @MethodSource("files")
  void no_file_is_left_out(Counts file) throws IOException {
    assertThat(MrtFiles.directory().resolve(file.file())).exists();
    try (Stream<Path> all = Files.list(MrtFiles.directory())) {
      assertThat(all.count()).isEqualTo(files().count());
    }
  }
}
