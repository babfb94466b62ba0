package savd.rpki.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import savd.net.AsPath;
import savd.net.Asn;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.AspaTable;

/**
 * The cases of the verification draft's own reference implementation: repository QratorLabs/ASPA,
 * unit_tests.py (the paths, neighbours and outcomes are its facts; it writes paths origin first,
 * and so does this list).
 *
 * <p>Two things differ in form. It knows records of one AS that name each other and of AS 0; ours
 * are the same. And its neighbour check is part of the procedure; ours is a call of its own, which
 * a receiver that is a route server's client leaves out (column {@code from}: {@code rs:}).
 */
class AspaReferenceVectorsTest {
  private static final AspaTable TABLE =
      table(
          Map.of(
              3356, List.of(6695),
              2914, List.of(0),
              174, List.of(6695),
              6695, List.of(0),
              13238, List.of(174, 1299, 3356, 6762, 6939, 9002, 208722),
              43247, List.of(13238),
              12389, List.of(1273, 1299, 3257, 3356, 3491, 5511),
              8342, List.of(8359, 12389),
              3, List.of(4),
              4, List.of(3)));

  private static AspaTable table(Map<Integer, List<Integer>> providers) {
    List<Aspa> aspas = new ArrayList<>();
    providers.forEach(
        (c, list) -> aspas.add(new Aspa(new Asn(c), list.stream().map(Asn::new).toList())));
    return AspaTable.of(aspas);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          up   | 3356        | 3356                           | VALID
          up   | 3356        | 3356 3356                      | VALID
          up   | 3356        | 13238 3356                     | VALID
          up   | 3356        | 13238 13238 3356 3356          | VALID
          up   | 3356        | 43247 13238 3356 3356          | VALID
          up   | 3356        | ''                             | INVALID
          up   | 3356        | 2914                           | INVALID
          up   | 2914        | 3356 2914                      | INVALID
          up   | 2914        | {3356} 3356 2914               | INVALID
          up   | 2914        | 3356 2914 {2914}               | INVALID
          up   | 2914        | 3356 12389 2914                | INVALID
          up   | 2914        | 3356 12389 12389 2914          | INVALID
          up   | 3356        | 1 13238 3356                   | UNKNOWN
          up   | 3356        | 13238 9002 3356                | UNKNOWN
          up   | 3356        | 13238 9002 1 3356              | UNKNOWN
          up   | 4           | 8342 8359 3 4                  | UNKNOWN
          down | 3356        | 3356                           | VALID
          down | 12389       | 12389                          | VALID
          down | 3356        | 12389 3356                     | VALID
          down | 2914        | 12389 3356 2914                | VALID
          down | 13238       | 12389 3356 174 13238           | VALID
          down | 13238       | 12389 3356 3356 174 13238 13238        | VALID
          down | 13238       | 12389 3356 208722 13238        | VALID
          down | 13238       | 12389 3356 3356 208722 208722 13238    | VALID
          down | 2914        | 3356                           | INVALID
          down | 174         | 3356 2914 174                  | INVALID
          down | 174         | 3356 12389 174                 | INVALID
          down | 174         | 13238 20485 174                | INVALID
          down | 174         | 13238 20485 174 3356           | INVALID
          down | 174         | 1 2 174                        | UNKNOWN
          down | 13238       | 1 12389 3356 174 13238         | UNKNOWN
          down | 2           | 12389 3356 174 1 2             | UNKNOWN
          down | 13238       | 8342 12389 1 2 208722 13238    | UNKNOWN
          down | 1           | 12389 3356 174 13238 1         | UNKNOWN
          down | 13238       | {1} 12389 3356 174 13238       | INVALID
          down | 1           | 12389 3356 174 {1} {13238}     | INVALID
          down | 1           | 12389 3356 174 13238 {1}       | INVALID
          down | 174         | 13238 {20485} 174              | INVALID
          up   | rs:6695     | 3356                           | VALID
          up   | rs:6695     | 1                              | VALID
          up   | rs:6695     | 3356 6695                      | VALID
          up   | rs:6695     | 1                              | VALID
          down | 13238       | 12389 3356 6695 174 13238      | VALID
          up   | rs:6695     | 2914 3356                      | INVALID
          up   | rs:6695     | 2914 3356 6695                 | INVALID
          up   | rs:4635     | 3356 4635                      | INVALID
          up   | rs:4635     | 3356 1 4635                    | INVALID
          up   | rs:6695     | 1 2                            | UNKNOWN
          up   | rs:6695     | 1 2 6695                       | UNKNOWN
          """)
  void theReferenceImplementationAgrees(
      String direction, String from, String originFirst, AspaValidity expected) {
    AsPath path = neighborFirst(originFirst);
    Direction d = direction.equals("up") ? Direction.UPSTREAM : Direction.DOWNSTREAM;
    boolean routeServer = from.startsWith("rs:");
    int neighbor = Integer.parseInt(routeServer ? from.substring(3) : from);
    boolean leftmostIsFine = routeServer || Paths.startsWith(path, neighbor);
    assertThat(leftmostIsFine ? Paths.verdict(TABLE, path, d) : AspaValidity.INVALID)
        .isEqualTo(expected);
    assertThat(
            leftmostIsFine
                ? AspaVerification.explain(TABLE, path, d).validity()
                : AspaVerdict.otherNeighbor(d).validity())
        .isEqualTo(expected);
  }

  private static AsPath neighborFirst(String originFirst) {
    List<String> words = new ArrayList<>(Arrays.asList(originFirst.trim().split(" +")));
    Collections.reverse(words);
    return Paths.parse(String.join(" ", words));
  }

  @ParameterizedTest
  @CsvSource({
    "3356,UPSTREAM,2914 3356,the ASPA of AS3356 does not name AS2914",
    "174,DOWNSTREAM,174 20485 13238,the ASPA of AS13238 does not name AS20485",
    "174,DOWNSTREAM,174 20485 13238,the ASPA of AS174 does not name AS20485",
    "4,UPSTREAM,4 3 8359 8342,AS8359 has no ASPA (next is AS3)",
  })
  void anExplanationNamesTheDecidingHop(
      int neighbor, Direction direction, String path, String reason) {
    assertThat(AspaVerification.explain(TABLE, Paths.parse(path), direction).toString())
        .as("from AS%s", neighbor)
        .contains(reason);
  }
}
