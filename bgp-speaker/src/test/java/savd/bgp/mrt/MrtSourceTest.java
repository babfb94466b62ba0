package savd.bgp.mrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import savd.net.AddressFamily;
import savd.net.PeerId;
import savd.net.RouteBatch;
import savd.net.RouteChange;
import savd.net.RouteSink;

class MrtSourceTest {
  private static final PeerId FIRST = new PeerId(0);

  /** AS 65550 at 192.0.2.1 to AS 64500 at 192.0.2.2, no interface. */
  private static final String SESSION = "0001000e0000fbf400000001c0000201c0000202";

  private static final String UPDATE =
      "ff".repeat(16)
          + "003a02"
          + "0000"
          + "001f"
          + "40010100"
          + "40020a02020001000e0000fde8"
          + "400304c0000201"
          + "8004040000000a"
          + "18cb0071";

  @TempDir Path directory;

  private final List<RouteChange> changes = new ArrayList<>();
  private final MrtFiles.NumberingPeers peers = new MrtFiles.NumberingPeers();

  private static byte[] record(int type, int subtype, String body) {
    byte[] b = HexFormat.of().parseHex(body);
    return ByteBuffer.allocate(12 + b.length)
        .putInt(1_700_000_000)
        .putShort((short) type)
        .putShort((short) subtype)
        .putInt(b.length)
        .put(b)
        .array();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private void collect(RouteBatch batch) {
    for (int i = 0; i < batch.size(); i++) {
      changes.add(batch.change(i));
    }
  }

  private MrtSummary read(byte[] content) throws IOException {
    changes.clear();
    Path file = directory.resolve("file.mrt");
    Files.write(file, content);
    MrtSource source = new MrtSource(file, peers);
    source.start(new MrtFiles.ConsumingSink(this::collect));
    return source.summary();
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }

  private static byte[] bzip2(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (BZip2CompressorOutputStream bzip2 = new BZip2CompressorOutputStream(out)) {
      bzip2.write(content);
    }
    return out.toByteArray();
  }

  private static final byte[] MESSAGE = record(16, 4, SESSION + UPDATE);

  @Test
  void compression_and_its_members_do_not_show() throws IOException {
    byte[] plain = join(MESSAGE, MESSAGE);
    for (byte[] content :
        List.of(
            plain,
            gzip(plain),
            bzip2(plain),
            join(gzip(MESSAGE), gzip(MESSAGE)),
            join(bzip2(MESSAGE), bzip2(MESSAGE)))) {
      MrtSummary s = read(content);
      assertThat(s.announcements()).isEqualTo(2);
      assertThat(s.problems()).isEmpty();
    }
  }

  @Test
  void a_file_cut_anywhere_keeps_what_is_whole_and_says_where_it_ends() throws IOException {
    byte[] plain = join(MESSAGE, MESSAGE);
    for (int cut = 0; cut < plain.length; cut++) {
      MrtSummary s = read(Arrays.copyOf(plain, cut));
      assertThat(s.announcements()).isEqualTo(cut / MESSAGE.length);
      if (cut % MESSAGE.length == 0) {
        assertThat(s.problems()).isEmpty();
      } else {
        assertThat(s.problems())
            .singleElement()
            .hasToString(
                String.format(
                    "%s, record %d at octet %d: %s",
                    directory.resolve("file.mrt"),
                    1 + cut / MESSAGE.length,
                    cut / MESSAGE.length * MESSAGE.length,
                    s.problems().getFirst().text()));
      }
    }
  }

  @Test
  void a_cut_compressed_file_keeps_what_came_before() throws IOException {
    byte[] whole = gzip(join(MESSAGE, MESSAGE));
    MrtSummary s = read(Arrays.copyOf(whole, whole.length - 9));
    assertThat(s.problemCount()).isEqualTo(1);
  }

  @Test
  void a_record_that_claims_four_gibibytes_costs_no_memory() throws IOException {
    byte[] huge = MESSAGE.clone();
    Arrays.fill(huge, 8, 12, (byte) 0xFF);
    MrtSummary s = read(join(MESSAGE, huge));
    assertThat(s.announcements()).isEqualTo(1);
    assertThat(s.problems()).singleElement().asString().contains("record 2 at octet", "4294967295");
    byte[] long64 = MESSAGE.clone();
    ByteBuffer.wrap(long64).putInt(8, 1 << 26);
    assertThat(read(long64).problems()).singleElement().asString().contains("67108864");
  }

  @Test
  void a_broken_record_costs_only_itself() throws IOException {
    byte[] broken = record(16, 4, SESSION + UPDATE.substring(0, UPDATE.length() - 10));
    byte[] noFamily = record(16, 4, SESSION.replace("00000001c", "00000003c") + UPDATE);
    MrtSummary s = read(join(broken, MESSAGE, noFamily, MESSAGE));
    assertThat(s.announcements()).isEqualTo(2);
    assertThat(s.problems()).extracting(MrtProblem::record).containsExactly(1L, 3L);
  }

  @Test
  void leaving_established_loses_the_peer_and_nothing_else_does() throws IOException {
    byte[] lost = record(16, 5, SESSION + "00060001");
    byte[] tried = record(16, 5, SESSION + "00020003");
    MrtSummary s = read(join(MESSAGE, tried, lost));
    assertThat(s.stateChanges()).isEqualTo(2);
    assertThat(changes).hasSize(2).first().isInstanceOf(RouteChange.Announce.class);
    assertThat(changes.getLast()).isEqualTo(new RouteChange.PeerLost(FIRST));
  }

  @Test
  void what_the_writer_sent_is_no_route_of_the_peer() throws IOException {
    for (int subtype : new int[] {6, 7, 10, 11}) {
      MrtSummary s = read(record(16, subtype, SESSION + UPDATE));
      assertThat(s.skippedRecords()).isEqualTo(1);
      assertThat(changes).isEmpty();
    }
  }

  @Test
  void microseconds_come_first_in_the_extended_form() throws IOException {
    MrtSummary s = read(record(17, 4, "0000000a" + SESSION + UPDATE));
    assertThat(s.announcements()).isEqualTo(1);
  }

  @Test
  void path_identifiers_are_read_where_the_subtype_says_so_and_where_nothing_else_fits()
      throws IOException {
    String withId = UPDATE.replace("003a02", "003e02").replace("18cb0071", "0000002a18cb0071");
    for (int subtype : new int[] {4, 9}) {
      MrtSummary s = read(record(16, subtype, SESSION + withId));
      assertThat(s.problems()).isEmpty();
      assertThat(((RouteChange.Announce) changes.getFirst()).pathId()).isEqualTo(42);
    }
  }

  /** TABLE_DUMP_V2 with one peer, AS 65550 at 192.0.2.1. */
  private static final byte[] INDEX =
      record(13, 1, "0a0000010000" + "0001" + "02" + "0a0a0a0a" + "c0000201" + "0001000e");

  @Test
  void a_table_ends_with_the_end_of_rib_of_its_peers() throws IOException {
    String attributes = "40010100" + "40020602010001000e" + "400304c0000201";
    byte[] rib =
        record(13, 2, "00000000" + "18cb0071" + "0001" + "0000" + "00000000" + "0014" + attributes);
    MrtSummary s = read(join(INDEX, rib));
    assertThat(s.problems()).isEmpty();
    assertThat(s.ribEntries()).isEqualTo(1);
    assertThat(peers.known.getLast().bgpIdentifier()).isEqualTo(0x0A0A0A0A);
    PeerId peer = new PeerId(peers.known.size() - 1);
    assertThat(changes)
        .hasSize(3)
        .endsWith(
            new RouteChange.EndOfRib(peer, AddressFamily.IPV4),
            new RouteChange.EndOfRib(peer, AddressFamily.IPV6));
  }

  @Test
  void an_ipv6_next_hop_is_found_in_the_short_and_in_the_long_form() throws IOException {
    String hop = "20010db8" + "00".repeat(11) + "01";
    String head = "40010100" + "40020602010001000e";
    for (String value : List.of("10" + hop, "00020110" + hop + "00" + "2020010db8")) {
      String attributes = head + "800e" + String.format("%02x", value.length() / 2) + value;
      String entry =
          "0000" + "00000000" + String.format("%04x", attributes.length() / 2) + attributes;
      byte[] rib = record(13, 4, "00000000" + "2020010db8" + "0001" + entry);
      byte[] generic = record(13, 6, "00000000" + "000201" + "2020010db8" + "0001" + entry);
      assertThat(read(join(INDEX, rib, generic)).ribEntries()).isEqualTo(2);
      for (RouteChange change : changes.subList(0, 2)) {
        assertThat(change.toString()).contains("via 2001:db8::1");
      }
    }
  }

  @Test
  void entries_of_unknown_peers_and_tables_without_an_index_are_problems() throws IOException {
    byte[] rib = record(13, 2, "00000007" + "18cb0071" + "0001" + "0005" + "00000000" + "0000");
    assertThat(read(rib).problems()).singleElement().asString().contains("PEER_INDEX_TABLE");
    assertThat(read(join(INDEX, rib)).problems())
        .singleElement()
        .asString()
        .contains("peer 5 of 1");
    byte[] tooLong = record(13, 2, "00000007" + "21cb007100" + "00" + "0000");
    assertThat(read(join(INDEX, tooLong)).problems()).singleElement().asString().contains("33");
  }

  @Test
  void peers_that_the_caller_does_not_name_are_skipped() throws IOException {
    Path file = directory.resolve("file.mrt");
    Files.write(file, join(MESSAGE, record(16, 5, SESSION + "00060001")));
    MrtSource source = new MrtSource(file, (address, asn, id) -> Optional.empty());
    source.start(new MrtFiles.ConsumingSink(this::collect));
    assertThat(changes).isEmpty();
    assertThat(source.summary().skippedRecords()).isEqualTo(2);
  }

  @Test
  void reading_waits_while_the_sink_lags_and_loses_nothing() throws IOException {
    Path file = directory.resolve("file.mrt");
    byte[][] many = new byte[5000][];
    Arrays.fill(many, MESSAGE);
    Files.write(file, join(many));
    List<Runnable> waiting = new ArrayList<>();
    int[] announced = new int[1];
    RouteSink lagging =
        new RouteSink() {
          private int asked;

          @Override
          public RouteBatch acquire(PeerId peer, long arrivalNanos) {
            return new RouteBatch().reset(peer, arrivalNanos);
          }

          @Override
          public void submit(RouteBatch batch) {
            announced[0] += batch.size();
          }

          @Override
          public boolean isWritable() {
            return asked++ % 7 != 0;
          }

          @Override
          public void whenWritable(Runnable task) {
            waiting.add(task);
            Thread.startVirtualThread(task);
          }
        };
    new MrtSource(file, peers).start(lagging);
    assertThat(announced[0]).isEqualTo(5000);
    assertThat(waiting).hasSizeGreaterThan(500);
  }

  @Test
  void progress_ends_at_the_size_of_the_file() throws IOException {
    Path file = directory.resolve("file.mrt.gz");
    byte[][] many = new byte[3000][];
    Arrays.fill(many, MESSAGE);
    Files.write(file, gzip(join(many)));
    List<Long> seen = new ArrayList<>();
    new MrtSource(file, peers, (octets, total) -> seen.add(octets))
        .start(new MrtFiles.ConsumingSink(this::collect));
    assertThat(seen).hasSizeGreaterThan(2).isSorted().last().isEqualTo(Files.size(file));
  }

  @Test
  void a_file_that_is_not_there_is_named() {
    Path missing = directory.resolve("missing.mrt");
    assertThatThrownBy(
            () -> new MrtSource(missing, peers).start(new MrtFiles.ConsumingSink(this::collect)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("missing.mrt");
  }
}
