package savd.rpki.inspect;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import savd.net.Asn;
import savd.net.Prefix;

/**
 * A published object as far as it can be read.
 *
 * @param content what it says; empty where its faults leave nothing to rely on
 * @param certificate its own certificate: the end entity's of a signed object, or the object itself
 * @param signingTime when a signed object says that it was signed
 * @param faults what is wrong with it, in the words of the library that read it
 */
public record RpkiObject(
    Kind kind,
    Optional<Content> content,
    Optional<Certificate> certificate,
    Optional<Instant> signingTime,
    List<String> faults) {
  public RpkiObject {
    faults = List.copyOf(faults);
  }

  /** What kind of object it claims to be. */
  public enum Kind {
    ROA("ROA"),
    ASPA("ASPA"),
    ROUTER_CERTIFICATE("router certificate"),
    RESOURCE_CERTIFICATE("resource certificate");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** What an object says. */
  public sealed interface Content {}

  /** A ROA: the AS may originate these. */
  public record Roa(Asn asn, List<RoaPrefix> prefixes) implements Content {
    public Roa {
      prefixes = List.copyOf(prefixes);
    }
  }

  /** A prefix of a ROA; the maximum length is the prefix's own where the ROA has none. */
  public record RoaPrefix(Prefix prefix, int maxLength) {}

  /**
   * An ASPA.
   *
   * @param version of the profile
   */
  public record AspaContent(int version, Asn customer, List<Asn> providers) implements Content {
    public AspaContent {
      providers = List.copyOf(providers);
    }
  }

  /**
   * The certificate of a router's key for BGPsec.
   *
   * @param asns as ranges of text, mostly one number
   * @param publicKey SubjectPublicKeyInfo in DER, not to be written
   */
  public record Router(List<String> asns, byte[] publicKey) implements Content {
    public Router {
      asns = List.copyOf(asns);
    }
  }

  /** A certificate of resources; true where it may sign others. */
  public record Resources(boolean isAuthority) implements Content {}

  /**
   * The parts of a certificate that people ask for.
   *
   * @param subjectKey the Subject Key Identifier in hexadecimal
   * @param authorityKey the Authority Key Identifier in hexadecimal; empty where there is none
   * @param resources addresses and AS numbers as text; "inherit" among them where any are inherited
   * @param links what it points to
   */
  public record Certificate(
      String subject,
      String issuer,
      String serial,
      Instant notBefore,
      Instant notAfter,
      String subjectKey,
      String authorityKey,
      List<String> resources,
      List<Link> links) {
    public Certificate {
      resources = List.copyOf(resources);
      links = List.copyOf(links);
    }
  }

  /** Where a certificate points. */
  public record Link(String name, String uri) {}
}
