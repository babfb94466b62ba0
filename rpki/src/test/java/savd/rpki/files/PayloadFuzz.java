package savd.rpki.files;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import savd.net.AddressFamily;
import savd.rpki.TextMutation;
import savd.rpki.payload.Payload;
import savd.rpki.payload.VrpTable;

/**
 * Spoiled files of validated data. {@code main(iterations, seed)} runs as many as one likes; a
 * failure prints the text, which then becomes a vector.
 */
public final class PayloadFuzz {
  private static final List<byte[]> FILES =
      List.of(
          octets(
              """
              { "metadata": { "vrps": 3, "talfiles": [ "a", { "b": [] } ] },
                "roas": [
                  { "asn": 13335, "prefix": "1.0.0.0/24", "maxLength": 24, "ta": "apnic", "expires": 1 },
                  { "asn": "AS0", "prefix": "2001:db8::/32", "maxLength": 128, "source": [ { } ] },
                  { "asn": 4294967295, "prefix": "0.0.0.0/0" } ],
                "bgpsec_keys": [ { "asn": 15562, "ski": "5D4250E2D81D4448D8A29EFCE91D29FF075EC9E2",
                  "pubkey": "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE" } ],
                "aspas": [ { "customer_asid": 945, "providers": [ 13213, 150369 ] },
                  { "customer": "AS1234", "providers": ["AS1", "AS2"], "ta": "N/A" } ] }
              """),
          octets(
              """
              ASN,IP Prefix,Max Length,Trust Anchor
              AS13335,1.0.0.0/24,24,apnic
              "AS0","2001:db8::/32","128",x
              AS1,::/0,,
              """));

  private final Random random;
  private long good;

  PayloadFuzz(long seed) {
    random = new Random(seed);
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public static void main(String[] args) throws IOException {
    PayloadFuzz fuzz = new PayloadFuzz(Long.parseLong(args[1]));
    fuzz.run(Long.parseLong(args[0]));
    System.out.println(args[0] + " inputs, only typed outcomes; " + fuzz.good + " good files");
  }

  long run(long iterations) throws IOException {
    for (long i = 0; i < iterations; i++) {
      byte[] input = TextMutation.of(FILES.get(random.nextInt(FILES.size())), random);
      boolean zipped = random.nextInt(10) == 0;
      if (zipped) {
        input = TextMutation.of(zip(input), random);
      }
      try {
        check(input);
      } catch (IOException e) {
        require(zipped, e);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(
            "input " + i + ": " + new String(input, StandardCharsets.ISO_8859_1), e);
      }
    }
    return good;
  }

  private static byte[] zip(byte[] input) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(input);
    }
    return out.toByteArray();
  }

  private void check(byte[] input) throws IOException {
    try {
      Payload p = PayloadReader.read("f", new ByteArrayInputStream(input));
      good++;
      for (AddressFamily family : AddressFamily.values()) {
        VrpTable t = p.vrps(family);
        for (int row = 0; row < t.size(); row++) {
          // Making the record checks what the packed row cannot.
          require(t.find(t.vrp(row)) == row, t.vrp(row));
        }
      }
      for (int row = 0; row < p.aspas().size(); row++) {
        require(!p.aspas().aspa(row).providers().isEmpty(), p.aspas());
      }
    } catch (BadFile e) {
      require(e.faults().size() == 1, e);
      require(e.getMessage().chars().noneMatch(Character::isISOControl), e);
    }
  }

  /** AssertJ would take most of the time. */
  private static void require(boolean holds, Object of) {
    if (!holds) {
      throw new AssertionError(of.toString());
    }
  }
}
