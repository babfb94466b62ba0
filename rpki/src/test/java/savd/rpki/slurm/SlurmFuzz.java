package savd.rpki.slurm;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.Prefix;
import savd.rpki.TextMutation;
import savd.rpki.files.BadFile;
import savd.rpki.files.FileFault;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.Payload;
import savd.rpki.payload.Vrp;
import savd.rpki.payload.VrpTable;

/**
 * Spoiled SLURM files. {@code main(iterations, seed)} runs as many as one likes; a failure prints
 * the text, which then becomes a vector.
 */
public final class SlurmFuzz {
  private static final byte[] FILE =
      """
      {
        "slurmVersion": 2,
        "validationOutputFilters": {
          "prefixFilters": [
            { "prefix": "192.0.2.0/24", "comment": "one" },
            { "asn": 64496 },
            { "prefix": "2001:db8::/32", "asn": 64497, "comment": "both" }
          ],
          "bgpsecFilters": [
            { "asn": 64496 }, { "SKI": "voibVdC3Nzl9dcSfSFuFj6mK0R8", "comment": "key" }
          ],
          "aspaFilters": [ { "customerAsn": 64496 } ]
        },
        "locallyAddedAssertions": {
          "prefixAssertions": [
            { "asn": 64496, "prefix": "198.51.100.0/24" },
            { "asn": 64496, "prefix": "2001:db8::/32", "maxPrefixLength": 48 }
          ],
          "bgpsecAssertions": [
            { "asn": 64496, "SKI": "XUJQ4tgdREjYop786R0p_wdeyeI", "routerPublicKey": "MFkwEwYHKo" }
          ],
          "aspaAssertions": [ { "customerAsn": 64496, "providerAsns": [64497, 64498] } ]
        }
      }
      """
          .getBytes(StandardCharsets.UTF_8);

  private final Random random;
  private final Payload payload;
  private long good;

  SlurmFuzz(long seed) {
    random = new Random(seed);
    VrpTable.Builder v4 = VrpTable.builder(AddressFamily.IPV4);
    VrpTable.Builder v6 = VrpTable.builder(AddressFamily.IPV6);
    v4.add(new Vrp(Prefix.parse("192.0.2.0/25"), 32, new Asn(64496)));
    v4.add(new Vrp(Prefix.parse("198.51.100.0/24"), 24, new Asn(64496)));
    v6.add(new Vrp(Prefix.parse("2001:db8:1::/48"), 48, new Asn(64497)));
    payload =
        new Payload(
            v4.build(),
            v6.build(),
            AspaTable.of(List.of(new Aspa(new Asn(64496), List.of(new Asn(1))))),
            Set.of());
  }

  public static void main(String[] args) {
    SlurmFuzz fuzz = new SlurmFuzz(Long.parseLong(args[1]));
    fuzz.run(Long.parseLong(args[0]));
    System.out.println(args[0] + " inputs, only typed outcomes; " + fuzz.good + " good files");
  }

  long run(long iterations) {
    for (long i = 0; i < iterations; i++) {
      byte[] input = TextMutation.of(FILE, random);
      try {
        check(input);
      } catch (IOException | RuntimeException | AssertionError e) {
        throw new AssertionError(
            "input " + i + ": " + new String(input, StandardCharsets.ISO_8859_1), e);
      }
    }
    return good;
  }

  private void check(byte[] input) throws IOException {
    try {
      SlurmFile file = SlurmReader.read("f", new ByteArrayInputStream(input));
      good++;
      Slurm slurm = Slurm.of(List.of(file));
      Payload after = slurm.apply(payload);
      slurm.entries().forEach(e -> require(e.place().line() > 0, e));
      for (SlurmEntry.PrefixAssertion a : file.prefixAssertions()) {
        int row = after.vrps(a.vrp().prefix().family()).find(a.vrp());
        require(row != VrpTable.NONE, a);
      }
      for (SlurmEntry.AspaFilter f : file.aspaFilters()) {
        boolean there = after.aspas().find(f.customer().value()) != AspaTable.NONE;
        require(there != slurm.adding(f.customer()).isEmpty(), f);
      }
    } catch (BadFile e) {
      require(!e.faults().isEmpty(), e);
      for (FileFault f : e.faults()) {
        require(f.toString().chars().noneMatch(Character::isISOControl), f);
      }
    }
  }

  /** AssertJ would take most of the time. */
  private static void require(boolean holds, Object of) {
    if (!holds) {
      throw new AssertionError(of.toString());
    }
  }
}
