package savd.rules;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.IpAddress;
import savd.net.Prefix;

/**
 * The shipped list of special-purpose prefixes (IANA IPv4 and IPv6 Special-Purpose Address
 * Registries, RFC 6890 and RFC 8190, with the multicast and reserved blocks). Each row says whether
 * a packet from another AS may carry such a source, and why; the longest row that covers an address
 * decides.
 */
public final class SpecialPurpose {
  private static final SpecialPurpose SHIPPED = read();

  private final List<Entry> entries;
  private final AddressRanges[] denied = new AddressRanges[2];

  /**
   * One row.
   *
   * @param prefix the block
   * @param name as in the registry
   * @param reference the RFC, "RFC 1918"
   * @param source what a packet with such a source from another AS is
   * @param why the reason in a few words
   */
  public record Entry(Prefix prefix, String name, String reference, Source source, String why) {}

  /** Whether a block may be seen as source across an AS border. */
  public enum Source {
    LEGAL,
    DENIED
  }

  private SpecialPurpose(List<Entry> entries) {
    this.entries = List.copyOf(entries);
    for (AddressFamily family : AddressFamily.values()) {
      denied[family.ordinal()] = deniedOf(family, this.entries);
    }
  }

  /** From the shortest prefix to the longest, so that a longer row has the last word. */
  private static AddressRanges deniedOf(AddressFamily family, List<Entry> entries) {
    List<Entry> byLength = new ArrayList<>(entries);
    byLength.removeIf(e -> e.prefix().family() != family);
    byLength.sort((a, b) -> Integer.compare(a.prefix().length(), b.prefix().length()));
    AddressRanges out = new AddressRanges(family);
    for (Entry e : byLength) {
      AddressRanges row = RangeAlgebra.of(family, List.of(e.prefix()));
      out =
          switch (e.source()) {
            case DENIED -> RangeAlgebra.union(out, row);
            case LEGAL -> RangeAlgebra.difference(out, row);
          };
    }
    return out;
  }

  /** The list shipped with savd. */
  public static SpecialPurpose shipped() {
    return SHIPPED;
  }

  public List<Entry> entries() {
    return entries;
  }

  /** The denied addresses as normal ranges. */
  public AddressRanges denied(AddressFamily family) {
    return denied[family.ordinal()];
  }

  /** The longest row that covers an address. */
  public Optional<Entry> find(IpAddress address) {
    return entries.stream()
        .filter(e -> e.prefix().contains(address))
        .max((a, b) -> Integer.compare(a.prefix().length(), b.prefix().length()));
  }

  private static SpecialPurpose read() {
    List<Entry> entries = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                SpecialPurpose.class.getResourceAsStream("special-purpose.txt"),
                StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String[] f = line.split("\\s*\\|\\s*");
          entries.add(new Entry(Prefix.parse(f[0]), f[1], f[2], Source.valueOf(f[3]), f[4]));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new SpecialPurpose(entries);
  }
}
