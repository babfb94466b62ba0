package savd.rpki.inspect;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.ripe.ipresource.IpResourceSet;
import net.ripe.rpki.commons.crypto.rfc3779.ResourceExtensionEncoder;
import net.ripe.rpki.commons.crypto.rfc3779.ResourceExtensionParser;
import net.ripe.rpki.commons.crypto.x509cert.AbstractX509CertificateWrapper;
import net.ripe.rpki.commons.crypto.x509cert.X509CertificateInformationAccessDescriptor;
import net.ripe.rpki.commons.crypto.x509cert.X509CertificateObject;
import net.ripe.rpki.commons.crypto.x509cert.X509CertificateParser;
import net.ripe.rpki.commons.crypto.x509cert.X509ResourceCertificate;
import net.ripe.rpki.commons.crypto.x509cert.X509RouterCertificate;
import net.ripe.rpki.commons.validation.ValidationResult;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;

/** Picks out of a certificate what people ask for. */
final class CertificateParts {
  private CertificateParts() {}

  /** Those of the certificate of a faulty object; empty where it is faulty itself. */
  static Optional<RpkiObject.Certificate> of(byte[] der) {
    ValidationResult result = ValidationResult.withLocation("certificate");
    return X509CertificateParser.parseCertificate(result, der)
            instanceof X509ResourceCertificate certificate
        ? Optional.of(of(certificate))
        : Optional.empty();
  }

  static RpkiObject.Certificate of(X509ResourceCertificate c) {
    List<String> resources = texts(c.getResources());
    if (!c.getInheritedResourceTypes().isEmpty()) {
      resources.add("inherit");
    }
    return of(c, c, resources);
  }

  /** A router's certificate has AS numbers only; the library does not read them there by itself. */
  static RpkiObject.Certificate of(X509RouterCertificate c) {
    byte[] asns =
        c.getCertificate()
            .getExtensionValue(ResourceExtensionEncoder.OID_AUTONOMOUS_SYS_IDS.getId());
    IpResourceSet resources =
        asns == null ? new IpResourceSet() : new ResourceExtensionParser().parseAsIdentifiers(asns);
    return of(c, c, resources == null ? List.of("inherit") : texts(resources));
  }

  private static List<String> texts(IpResourceSet resources) {
    List<String> out = new ArrayList<>();
    resources.forEach(r -> out.add(r.toString()));
    return out;
  }

  private static RpkiObject.Certificate of(
      AbstractX509CertificateWrapper c, X509CertificateObject pointers, List<String> resources) {
    List<RpkiObject.Link> links = new ArrayList<>();
    link(links, "issuer", pointers.getParentCertificateUri());
    link(links, "revocations", pointers.getCrlUri());
    link(
        links,
        "repository",
        subject(c, X509CertificateInformationAccessDescriptor.ID_AD_CA_REPOSITORY));
    link(
        links,
        "manifest",
        subject(c, X509CertificateInformationAccessDescriptor.ID_AD_RPKI_MANIFEST));
    link(
        links,
        "object",
        subject(c, X509CertificateInformationAccessDescriptor.ID_AD_SIGNED_OBJECT));
    return new RpkiObject.Certificate(
        c.getSubject().getName(),
        c.getIssuer().getName(),
        c.getSerialNumber().toString(),
        Instant.ofEpochMilli(c.getValidityPeriod().getNotValidBefore().getMillis()),
        Instant.ofEpochMilli(c.getValidityPeriod().getNotValidAfter().getMillis()),
        hex(c.getSubjectKeyIdentifier()),
        hex(c.getAuthorityKeyIdentifier()),
        resources,
        links);
  }

  private static URI subject(AbstractX509CertificateWrapper c, ASN1ObjectIdentifier method) {
    return c.getSubjectInformationAccess() == null
        ? null
        : c.findFirstSubjectInformationAccessByMethod(method);
  }

  private static void link(List<RpkiObject.Link> links, String name, URI uri) {
    if (uri != null) {
      links.add(new RpkiObject.Link(name, uri.toString()));
    }
  }

  private static String hex(byte[] octets) {
    return octets == null ? "" : HexFormat.of().formatHex(octets).toUpperCase(Locale.ROOT);
  }
}
