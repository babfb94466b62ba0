package savd.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.IpAddress;
import savd.net.Prefix;
import savd.rules.SpecialPurpose.Source;

class SpecialPurposeTest {
  private static final SpecialPurpose LIST = SpecialPurpose.shipped();

  private static boolean denied(String address) {
    IpAddress a = IpAddress.parse(address);
    boolean byRow = LIST.find(a).filter(e -> e.source() == Source.DENIED).isPresent();
    boolean byRange = LIST.denied(a.family()).contains(a.high(), a.low());
    assertThat(byRange).as("ranges and rows agree on " + address).isEqualTo(byRow);
    return byRange;
  }

  @Test
  void privateLoopbackMulticastAndDocumentationAreDenied() {
    for (String a :
        List.of(
            "10.0.0.1",
            "172.31.255.255",
            "192.168.0.0",
            "127.0.0.1",
            "169.254.1.1",
            "100.64.0.1",
            "100.127.255.255",
            "0.0.0.0",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "192.0.2.1",
            "::1",
            "::",
            "fc00::1",
            "fe80::1",
            "ff02::1",
            "2001:db8::1",
            "100::1",
            "::ffff:192.0.2.1")) {
      assertThat(denied(a)).as(a).isTrue();
    }
  }

  @Test
  void globalSpaceIsNot() {
    for (String a :
        List.of(
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "223.255.255.255",
            "2a00::1",
            "2001:db7:ffff::",
            "2001:db9::",
            "2002::1")) {
      assertThat(denied(a)).as(a).isFalse();
    }
  }

  @Test
  void aLegalSourceInsideADeniedBlockIsAHole() {
    assertThat(denied("192.0.0.7")).isTrue();
    assertThat(denied("192.0.0.8")).as("RFC 7600").isFalse();
    assertThat(denied("192.0.0.9")).as("RFC 7723").isFalse();
    assertThat(denied("192.0.0.11")).isTrue();
    assertThat(denied("2001:20::1")).as("RFC 7343").isFalse();
    assertThat(denied("2001:100::")).isTrue();
  }

  @Test
  void theLongestRowNamesAnAddress() {
    assertThat(LIST.find(IpAddress.parse("192.0.0.170")).orElseThrow().reference())
        .isEqualTo("RFC 8880");
  }

  /** Every row of the registries as others have copied them is here, with the same reference. */
  @Test
  void nothingOfTheRegistriesIsMissing() throws IOException {
    Path dir = Path.of(System.getProperty("savd.shared", "absent"), "data", "special");
    assumeTrue(Files.isDirectory(dir), "the registries are not at " + dir);
    for (String file : List.of("iana-special-ipv4.csv", "iana-special-ipv6.csv")) {
      for (String line : Files.readAllLines(dir.resolve(file))) {
        if (!line.startsWith("prefix")) {
          Prefix prefix = Prefix.parse(line.substring(0, line.indexOf(',')));
          assertThat(LIST.entries())
              .as(line)
              .anyMatch(e -> e.prefix().equals(prefix) && line.contains(e.reference()));
          if (line.endsWith(",yes")) {
            assertThat(LIST.entries())
                .as("globally reachable: " + line)
                .anyMatch(e -> e.prefix().equals(prefix) && e.source() == Source.LEGAL);
          }
        }
      }
    }
  }

  @Test
  void everyRowHasAReasonAndRangesAreNormal() {
    assertThat(LIST.entries()).allSatisfy(e -> assertThat(e.why()).isNotBlank());
    for (AddressFamily f : AddressFamily.values()) {
      AddressRanges r = LIST.denied(f);
      assertThat(r.size()).isGreaterThan(5);
      for (int i = 1; i < r.size(); i++) {
        assertThat(
                Remembered.number(r.firstHigh(i), r.firstLow(i))
                    .subtract(Remembered.number(r.lastHigh(i - 1), r.lastLow(i - 1))))
            .isGreaterThan(java.math.BigInteger.ONE);
      }
    }
  }
}
