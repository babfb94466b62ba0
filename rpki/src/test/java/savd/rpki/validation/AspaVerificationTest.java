package savd.rpki.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.AspaTable;

/** The packed walk against the draft's own words, and against the explanation. */
class AspaVerificationTest {
  /** Six ASes, so that short random paths meet attested, refused and unknown hops alike. */
  private static final int ASES = 6;

  private static AspaTable table(Random random) {
    List<Aspa> aspas = new ArrayList<>();
    for (int customer = 1; customer <= ASES; customer++) {
      List<Asn> providers = new ArrayList<>();
      for (int p = 1; p <= ASES; p++) {
        if (p != customer && random.nextInt(3) == 0) {
          providers.add(new Asn(p));
        }
      }
      if (random.nextInt(3) > 0) {
        aspas.add(
            new Aspa(new Asn(customer), providers.isEmpty() ? List.of(new Asn(0)) : providers));
      }
    }
    return AspaTable.of(aspas);
  }

  private static AsPath path(Random random) {
    List<AsPath.Segment> segments = new ArrayList<>();
    for (int s = random.nextInt(3); s >= 0; s--) {
      List<Asn> asns = new ArrayList<>();
      for (int n = random.nextInt(5); n >= 0; n--) {
        asns.add(new Asn(1 + random.nextInt(ASES)));
      }
      int type = random.nextInt(40) == 0 ? random.nextInt(4) : 1;
      segments.add(new AsPath.Segment(AsPath.SegmentType.values()[type], asns));
    }
    return random.nextInt(50) == 0 ? AsPath.EMPTY : new AsPath(segments);
  }

  @Test
  void theWalkIsTheDraftsProcedure() {
    int[] seen = new int[6];
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      AspaTable table = table(random);
      for (int k = 0; k < 100; k++) {
        AsPath path = path(random);
        for (Direction d : Direction.values()) {
          AspaValidity expected = DraftVerification.verify(table, path, d);
          assertThat(Paths.verdict(table, path, d)).as("%s, %s", path, d).isEqualTo(expected);
          assertExplained(AspaVerification.explain(table, path, d), expected);
          seen[3 * d.ordinal() + expected.ordinal()]++;
        }
      }
    }
    assertThat(Arrays.stream(seen).min().orElseThrow())
        .as("each outcome in each direction is common")
        .isGreaterThan(500);
  }

  private static void assertExplained(AspaVerdict verdict, AspaValidity expected) {
    assertThat(verdict.validity()).isEqualTo(expected);
    boolean byHops = verdict.cause() == AspaVerdict.Cause.HOPS;
    assertThat(verdict.deciding().isEmpty()).isEqualTo(!byHops || expected == AspaValidity.VALID);
    if (expected == AspaValidity.INVALID) {
      assertThat(verdict.deciding())
          .allMatch(h -> h.authorization() == AspaTable.Authorization.NOT_PROVIDER);
    }
  }

  @Test
  void aLongPathIsReadToItsEnd() {
    List<Asn> asns = new ArrayList<>();
    for (int i = 0; i < 255; i++) {
      asns.add(new Asn(70_000 + i));
    }
    AsPath path =
        new AsPath(
            List.of(
                new AsPath.Segment(AsPath.SegmentType.SEQUENCE, asns),
                new AsPath.Segment(AsPath.SegmentType.SEQUENCE, List.of(new Asn(9)))));
    AspaTable refuses = AspaTable.of(List.of(new Aspa(new Asn(9), List.of(new Asn(8)))));
    assertThat(Paths.verdict(refuses, path, Direction.UPSTREAM)).isEqualTo(AspaValidity.INVALID);
    assertThat(Paths.verdict(refuses, path, Direction.DOWNSTREAM)).isEqualTo(AspaValidity.UNKNOWN);
  }

  @Test
  void numbersAreUnsigned() {
    Asn high = Asn.of(4_200_000_000L);
    AspaTable table =
        AspaTable.of(
            List.of(
                new Aspa(high, List.of(new Asn(5), Asn.of(4_200_000_001L))),
                new Aspa(new Asn(5), List.of(new Asn(0)))));
    assertThat(Paths.verdict(table, AsPath.of(5, 4_200_000_000L), Direction.UPSTREAM))
        .isEqualTo(AspaValidity.VALID);
    assertThat(Paths.verdict(table, AsPath.of(4_200_000_001L, 4_200_000_000L), Direction.UPSTREAM))
        .isEqualTo(AspaValidity.VALID);
    assertThat(Paths.verdict(table, AsPath.of(4_200_000_000L, 5), Direction.UPSTREAM))
        .isEqualTo(AspaValidity.INVALID);
  }

  @Test
  void anAttributeBlockWithoutAPathIsAnEmptyPath() {
    byte[] onlyNextHop = {4, 10, 0, 0, 1};
    int verdicts = AspaVerification.verdicts(AspaTable.EMPTY, onlyNextHop, 0, onlyNextHop.length);
    assertThat(AspaValidity.of(verdicts, Direction.UPSTREAM)).isEqualTo(AspaValidity.INVALID);
    assertThat(AspaValidity.of(verdicts, Direction.DOWNSTREAM)).isEqualTo(AspaValidity.INVALID);
    assertThat(AspaVerification.startsWith(onlyNextHop, 0, onlyNextHop.length, 0)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"1 2,1,true", "1 2,2,false", "{1} 2,1,false", "'',0,false"})
  void theLeftmostAsIsTheNeighbours(String path, int neighbor, boolean expected) {
    assertThat(Paths.startsWith(Paths.parse(path), neighbor)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "CUSTOMER,UPSTREAM",
    "PEER,UPSTREAM",
    "RS,UPSTREAM",
    "RS_CLIENT,UPSTREAM",
    "PROVIDER,DOWNSTREAM"
  })
  void theNeighboursRoleGivesTheDirection(BgpRole role, Direction direction) {
    assertThat(Direction.of(role)).isEqualTo(direction);
  }
}
