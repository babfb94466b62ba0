package savd.rpki.inspect;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Prefix;

/**
 * What is inside a signed object, read leniently with nothing but ASN.1: rpki-commons shows nothing
 * of an object that breaks a rule, and it is those that people inspect.
 *
 * @param type what kind of content it is
 * @param octets the content, in DER
 * @param certificate the first certificate that came with it, in DER
 */
record SignedContent(ASN1ObjectIdentifier type, byte[] octets, Optional<byte[]> certificate) {

  /** Takes the wrapping off; empty where the octets are no wrapped object, say a certificate. */
  static Optional<SignedContent> of(byte[] der) throws NotAnRpkiObject, IOException {
    ASN1Sequence outer;
    try {
      outer = ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(der));
    } catch (IOException | IllegalArgumentException e) {
      throw new NotAnRpkiObject("not an object in DER");
    }
    if (outer.size() != 2 || !(outer.getObjectAt(0) instanceof ASN1ObjectIdentifier)) {
      return Optional.empty();
    }
    ContentInfo info = ContentInfo.getInstance(outer);
    if (!info.getContentType().equals(CMSObjectIdentifiers.signedData)) {
      throw new NotAnRpkiObject("not signed, but of type " + info.getContentType());
    }
    SignedData signed = SignedData.getInstance(info.getContent());
    ContentInfo inner = signed.getEncapContentInfo();
    Optional<byte[]> certificate = Optional.empty();
    if (signed.getCertificates() != null && signed.getCertificates().size() > 0) {
      certificate =
          Optional.of(signed.getCertificates().getObjectAt(0).toASN1Primitive().getEncoded());
    }
    byte[] octets = ASN1OctetString.getInstance(inner.getContent()).getOctets();
    return Optional.of(new SignedContent(inner.getContentType(), octets, certificate));
  }

  private ASN1Sequence sequence() throws IOException {
    return ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(octets));
  }

  /** The members behind the version, which is absent or tagged. */
  private static List<ASN1Encodable> behindVersion(ASN1Sequence sequence) {
    List<ASN1Encodable> all = Arrays.asList(sequence.toArray());
    boolean versioned = !all.isEmpty() && all.getFirst() instanceof ASN1TaggedObject;
    return all.subList(versioned ? 1 : 0, all.size());
  }

  private static Asn asn(ASN1Encodable number) {
    return Asn.of(ASN1Integer.getInstance(number).longValueExact());
  }

  /** A ROA (RFC 9582, section 4): version, asID, ipAddrBlocks. */
  RpkiObject.Roa roa() throws IOException {
    List<ASN1Encodable> members = behindVersion(sequence());
    List<RpkiObject.RoaPrefix> prefixes = new ArrayList<>();
    for (ASN1Encodable block : ASN1Sequence.getInstance(members.get(1))) {
      ASN1Sequence family = ASN1Sequence.getInstance(block);
      byte[] afi = ASN1OctetString.getInstance(family.getObjectAt(0)).getOctets();
      for (ASN1Encodable address : ASN1Sequence.getInstance(family.getObjectAt(1))) {
        prefixes.add(
            prefix(
                afi[1] == 1 ? AddressFamily.IPV4 : AddressFamily.IPV6,
                ASN1Sequence.getInstance(address)));
      }
    }
    return new RpkiObject.Roa(asn(members.get(0)), prefixes);
  }

  /** A bit string as long as the prefix, then perhaps the maximum length. */
  private static RpkiObject.RoaPrefix prefix(AddressFamily family, ASN1Sequence address) {
    ASN1BitString bits = ASN1BitString.getInstance(address.getObjectAt(0));
    int length = 8 * bits.getBytes().length - bits.getPadBits();
    byte[] octets = Arrays.copyOf(bits.getBytes(), family.bits() / 8);
    IpAddress first = IpAddress.ofOctets(octets);
    Prefix prefix = Prefix.of(family, first.high(), first.low(), length);
    int maxLength =
        address.size() > 1
            ? ASN1Integer.getInstance(address.getObjectAt(1)).intValueExact()
            : length;
    return new RpkiObject.RoaPrefix(prefix, maxLength);
  }

  /** An ASPA: version, customerASID, providers; before version 1 a provider could be a pair. */
  RpkiObject.AspaContent aspa() throws IOException {
    ASN1Sequence all = sequence();
    List<ASN1Encodable> members = behindVersion(all);
    int version =
        members.size() == all.size()
            ? 0
            : ASN1Integer.getInstance((ASN1TaggedObject) all.getObjectAt(0), true).intValueExact();
    List<Asn> providers = new ArrayList<>();
    for (ASN1Encodable p : ASN1Sequence.getInstance(members.get(1))) {
      providers.add(asn(p instanceof ASN1Sequence pair ? pair.getObjectAt(0) : p));
    }
    return new RpkiObject.AspaContent(version, asn(members.get(0)), providers);
  }
}
