package savd.rpki.payload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import savd.net.Asn;
import savd.net.Prefix;
import savd.rpki.files.PayloadReader;
import savd.rpki.files.SharedData;

/**
 * Origin validation of a table of full size against a real set of VRPs: the counts are those of the
 * README beside the data, which other code made.
 */
class WholeTableTest {
  @Test
  void aFullTableHasTheCountsThatOtherCodeFound() throws Exception {
    Payload p = PayloadReader.read(SharedData.rpki("rpki-client.20250720T093135Z.json.bz2"));
    assertThat(count(p, "v4")).containsExactly(519_404, 31_420, 449_176);
    assertThat(count(p, "v6")).containsExactly(116_604, 6_439, 96_958);
  }

  private static int[] count(Payload payload, String family) throws Exception {
    int[] count = new int[OriginValidity.values().length];
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Files.newInputStream(
                        SharedData.rpki("../pfx2as/prefix_origin.202606." + family + ".tsv.gz")),
                    1 << 16),
                StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (!line.startsWith("#")) {
          int tab = line.indexOf('\t');
          String origin = line.substring(tab + 1, line.indexOf('\t', tab + 1)).split(",")[0];
          Prefix prefix = Prefix.parse(line.substring(0, tab));
          VrpTable table = payload.vrps(prefix.family());
          int asn = Asn.parse(origin).value();
          count[table.validate(prefix.high(), prefix.low(), prefix.length(), asn).ordinal()]++;
        }
      }
    }
    return count;
  }
}
