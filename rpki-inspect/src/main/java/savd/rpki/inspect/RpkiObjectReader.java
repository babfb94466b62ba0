package savd.rpki.inspect;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.ripe.rpki.commons.crypto.cms.RpkiSignedObject;
import net.ripe.rpki.commons.crypto.cms.aspa.AspaCms;
import net.ripe.rpki.commons.crypto.cms.aspa.AspaCmsParser;
import net.ripe.rpki.commons.crypto.cms.roa.RoaCms;
import net.ripe.rpki.commons.crypto.cms.roa.RoaCmsParser;
import net.ripe.rpki.commons.crypto.x509cert.X509CertificateParser;
import net.ripe.rpki.commons.crypto.x509cert.X509GenericCertificate;
import net.ripe.rpki.commons.crypto.x509cert.X509ResourceCertificate;
import net.ripe.rpki.commons.crypto.x509cert.X509RouterCertificate;
import net.ripe.rpki.commons.validation.ValidationCheck;
import net.ripe.rpki.commons.validation.ValidationResult;
import savd.net.Asn;
import savd.net.Prefix;
import savd.rpki.inspect.RpkiObject.Kind;

/** Reads an object; its octets say which kind it is, whatever the file is called. */
public final class RpkiObjectReader {
  /** A location is where the library keeps its findings; we have but one object. */
  private static final String LOCATION = "object";

  private RpkiObjectReader() {}

  /** Reads an object in DER. */
  public static RpkiObject read(byte[] der) throws NotAnRpkiObject {
    try {
      Optional<SignedContent> content = SignedContent.of(der);
      if (content.isEmpty()) {
        return certificate(der);
      }
      if (content.get().type().equals(RoaCms.CONTENT_TYPE)) {
        return roa(der, content.get());
      }
      if (content.get().type().equals(AspaCms.CONTENT_TYPE)) {
        return aspa(der, content.get());
      }
      throw new NotAnRpkiObject(
          "a signed object of type " + content.get().type() + ", neither ROA nor ASPA");
    } catch (IOException | RuntimeException e) {
      // The library meets hostile octets with whatever exception its parts throw.
      throw new NotAnRpkiObject("cannot be read: " + e.getMessage());
    }
  }

  // ---- kinds

  private static RpkiObject roa(byte[] der, SignedContent content) {
    ValidationResult result = ValidationResult.withLocation(LOCATION);
    RoaCmsParser parser = new RoaCmsParser();
    parser.parse(result, der);
    if (!parser.isSuccess()) {
      return faulty(Kind.ROA, content, content::roa, result);
    }
    RoaCms roa = parser.getRoaCms();
    List<RpkiObject.RoaPrefix> prefixes =
        roa.getPrefixes().stream()
            .map(
                p ->
                    new RpkiObject.RoaPrefix(
                        Prefix.parse(p.getPrefix().toString()), p.getEffectiveMaximumLength()))
            .toList();
    if (!hasAll(prefixes, content)) {
      // The library drops a family with a bad prefix or maximum length in it, and says nothing.
      result.error("roa.prefixes.out.of.range");
      return faulty(Kind.ROA, content, content::roa, result);
    }
    return signed(Kind.ROA, new RpkiObject.Roa(asn(roa.getAsn()), prefixes), roa, result);
  }

  private static boolean hasAll(List<RpkiObject.RoaPrefix> prefixes, SignedContent content) {
    try {
      return prefixes.containsAll(content.roa().prefixes());
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private static RpkiObject aspa(byte[] der, SignedContent content) {
    ValidationResult result = ValidationResult.withLocation(LOCATION);
    AspaCmsParser parser = new AspaCmsParser();
    parser.parse(result, der);
    if (!parser.isSuccess()) {
      return faulty(Kind.ASPA, content, content::aspa, result);
    }
    AspaCms aspa = parser.getAspa();
    List<Asn> providers = aspa.getProviderASSet().stream().map(RpkiObjectReader::asn).toList();
    return signed(
        Kind.ASPA,
        new RpkiObject.AspaContent(aspa.getVersion(), asn(aspa.getCustomerAsn()), providers),
        aspa,
        result);
  }

  private static RpkiObject certificate(byte[] der) throws NotAnRpkiObject {
    ValidationResult result = ValidationResult.withLocation(LOCATION);
    X509GenericCertificate c = X509CertificateParser.parseCertificate(result, der);
    return switch (c) {
      case X509ResourceCertificate resources ->
          certificate(
              Kind.RESOURCE_CERTIFICATE,
              new RpkiObject.Resources(resources.isCa()),
              CertificateParts.of(resources),
              result);
      case X509RouterCertificate router -> {
        RpkiObject.Certificate parts = CertificateParts.of(router);
        yield certificate(
            Kind.ROUTER_CERTIFICATE,
            new RpkiObject.Router(parts.resources(), router.getPublicKey().getEncoded()),
            parts,
            result);
      }
      case null, default ->
          throw new NotAnRpkiObject(
              "not an RPKI certificate: " + String.join(", ", faults(result)));
    };
  }

  private static RpkiObject certificate(
      Kind kind,
      RpkiObject.Content content,
      RpkiObject.Certificate parts,
      ValidationResult result) {
    return new RpkiObject(
        kind, Optional.of(content), Optional.of(parts), Optional.empty(), faults(result));
  }

  private static RpkiObject signed(
      Kind kind, RpkiObject.Content content, RpkiSignedObject object, ValidationResult result) {
    return new RpkiObject(
        kind,
        Optional.of(content),
        Optional.of(CertificateParts.of(object.getCertificate())),
        Optional.ofNullable(object.getSigningTime()).map(t -> Instant.ofEpochMilli(t.getMillis())),
        faults(result));
  }

  /** Reads the content of an object. */
  private interface Lenient {
    RpkiObject.Content read() throws IOException;
  }

  /** What can still be read of an object that breaks a rule. */
  private static RpkiObject faulty(
      Kind kind, SignedContent signed, Lenient reader, ValidationResult result) {
    Optional<RpkiObject.Content> content = Optional.empty();
    try {
      content = Optional.of(reader.read());
    } catch (IOException | RuntimeException e) {
      result.error("content cannot be read", String.valueOf(e.getMessage()));
    }
    return new RpkiObject(
        kind,
        content,
        signed.certificate().flatMap(CertificateParts::of),
        Optional.empty(),
        faults(result));
  }

  // ---- values

  private static Asn asn(net.ripe.ipresource.Asn asn) {
    return Asn.of(asn.longValue());
  }

  private static List<String> faults(ValidationResult result) {
    List<String> out = new ArrayList<>();
    for (ValidationCheck check : result.getFailuresForAllLocations()) {
      out.add((check.getKey() + " " + String.join(" ", check.getParams())).strip());
    }
    return out;
  }
}
