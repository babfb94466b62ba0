package savd.rpki.inspect;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import net.ripe.ipresource.Asn;
import net.ripe.ipresource.IpRange;
import net.ripe.ipresource.IpResourceSet;
import net.ripe.rpki.commons.crypto.ValidityPeriod;
import net.ripe.rpki.commons.crypto.cms.aspa.AspaCmsBuilder;
import net.ripe.rpki.commons.crypto.cms.roa.RoaCmsBuilder;
import net.ripe.rpki.commons.crypto.cms.roa.RoaPrefix;
import net.ripe.rpki.commons.crypto.rfc3779.ResourceExtensionEncoder;
import net.ripe.rpki.commons.crypto.x509cert.X509CertificateInformationAccessDescriptor;
import net.ripe.rpki.commons.crypto.x509cert.X509ResourceCertificate;
import net.ripe.rpki.commons.crypto.x509cert.X509ResourceCertificateBuilder;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.joda.time.DateTime;
import org.joda.time.DateTimeZone;

/** Objects as the RIPE NCC's own issuing code makes them, with keys of ours. */
final class Objects {
  private static final X500Principal NAME = new X500Principal("CN=issuer");
  private static final KeyPair KEYS = keys("RSA");
  private static final String PROVIDER = "SunRsaSign";

  private Objects() {}

  private static KeyPair keys(String algorithm) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (algorithm.equals("RSA")) {
        generator.initialize(2048);
      } else {
        generator.initialize(new ECGenParameterSpec("secp256r1"));
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ValidityPeriod validity() {
    DateTime begin = new DateTime(2026, 1, 1, 0, 0, DateTimeZone.UTC);
    return new ValidityPeriod(begin, begin.plusYears(10));
  }

  private static X509ResourceCertificate certificate(IpResourceSet resources, String file) {
    X509ResourceCertificateBuilder builder = new X509ResourceCertificateBuilder();
    builder.withCa(false).withIssuerDN(NAME).withSubjectDN(NAME).withSerial(BigInteger.TEN);
    builder.withPublicKey(KEYS.getPublic()).withSigningKeyPair(KEYS);
    builder.withKeyUsage(KeyUsage.digitalSignature).withValidityPeriod(validity());
    builder.withResources(resources);
    builder.withCrlDistributionPoints(URI.create("rsync://rpki.example/repo/x.crl"));
    builder.withSubjectInformationAccess(
        new X509CertificateInformationAccessDescriptor(
            X509CertificateInformationAccessDescriptor.ID_AD_SIGNED_OBJECT,
            URI.create("rsync://rpki.example/repo/" + file)));
    return builder.build();
  }

  static byte[] aspa(long customer, long... providers) {
    AspaCmsBuilder builder = new AspaCmsBuilder();
    builder.withCertificate(certificate(new IpResourceSet(new Asn(customer)), "x.asa"));
    builder.withCustomerAsn(new Asn(customer));
    builder.withProviderASSet(new TreeSet<>(Arrays.stream(providers).mapToObj(Asn::new).toList()));
    builder.withSignatureProvider(PROVIDER);
    return builder.build(KEYS.getPrivate()).getEncoded();
  }

  /** Each as "PREFIX" or "PREFIX-MAXIMUM". */
  static byte[] roa(long asn, String... prefixes) {
    List<RoaPrefix> list =
        Stream.of(prefixes)
            .map(p -> p.split("-"))
            .map(
                p ->
                    new RoaPrefix(IpRange.parse(p[0]), p.length > 1 ? Integer.valueOf(p[1]) : null))
            .toList();
    IpResourceSet resources = new IpResourceSet();
    list.forEach(p -> resources.add(p.getPrefix()));
    RoaCmsBuilder builder = new RoaCmsBuilder();
    builder.withCertificate(certificate(resources, "x.roa")).withAsn(new Asn(asn));
    builder.withPrefixes(list);
    builder.withSignatureProvider(PROVIDER);
    return builder.build(KEYS.getPrivate()).getEncoded();
  }

  /** As RFC 8209 has it; the library's own builder takes no key of an elliptic curve. */
  static byte[] routerCertificate(int asn) {
    KeyPair router = keys("EC");
    try {
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      return new JcaX509v3CertificateBuilder(
              NAME,
              BigInteger.ONE,
              validity().getNotValidBefore().toDate(),
              validity().getNotValidAfter().toDate(),
              new X500Principal("CN=ROUTER-0000002a"),
              router.getPublic())
          .addExtension(
              Extension.subjectKeyIdentifier,
              false,
              extensions.createSubjectKeyIdentifier(router.getPublic()))
          .addExtension(
              Extension.certificatePolicies,
              true,
              new CertificatePolicies(
                  new PolicyInformation(new ASN1ObjectIdentifier("1.3.6.1.5.5.7.14.2"))))
          .addExtension(
              Extension.extendedKeyUsage,
              false,
              new ExtendedKeyUsage(
                  KeyPurposeId.getInstance(new ASN1ObjectIdentifier("1.3.6.1.5.5.7.3.30"))))
          .addExtension(
              ResourceExtensionEncoder.OID_AUTONOMOUS_SYS_IDS,
              true,
              new ResourceExtensionEncoder()
                  .encodeAsIdentifiers(false, new IpResourceSet(new Asn(asn))))
          .build(new JcaContentSignerBuilder("SHA256withRSA").build(KEYS.getPrivate()))
          .getEncoded();
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] resourceCertificate() {
    return certificate(IpResourceSet.parse("AS64496, 192.0.2.0/24, 2001:db8::/32"), "x.cer")
        .getEncoded();
  }
}
