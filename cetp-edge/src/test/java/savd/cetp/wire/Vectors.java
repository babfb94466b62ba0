package savd.cetp.wire;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import savd.cetp.message.Element;
import savd.cetp.message.ElementType;
import savd.cetp.message.Identity;
import savd.cetp.message.IfUnknown;
import savd.cetp.message.Locator;
import savd.cetp.message.Message;
import savd.cetp.message.Octets;
import savd.cetp.message.Operation;
import savd.cetp.message.Payload;
import savd.cetp.message.Rloc;
import savd.cetp.message.Value;
import savd.net.IpAddress;

/**
 * The conformance set. Each was put together by hand from the slides' figures and code points
 * (docs/cetp.md, "Vectors", spells every octet), then frozen; none was produced by the encoder.
 */
public final class Vectors {
  public static final Identity A = Identity.parse("a1a2a3a4a5a6");
  public static final Identity B = Identity.parse("b1b2b3b4b5b6");
  private static final String AB = "0106a1a2a3a4a5a6 0106b1b2b3b4b5b6 ";
  private static final String BA = "0106b1b2b3b4b5b6 0106a1a2a3a4a5a6 ";
  private static final String SEGMENT = "000102030405060708090a0b0c0d0e0f10111213";

  /** A vector: its octets and what they mean. */
  public record Vector(byte[] octets, Message message) {}

  private Vectors() {}

  public static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
  }

  private static Rloc rloc(int order, int preference, String address) {
    return new Rloc(order, preference, new Locator.Ip(IpAddress.parse(address), 0));
  }

  private static Payload segment() {
    return new Payload.CompressedIpv4(6, Octets.parse(SEGMENT));
  }

  /** All by name. */
  public static Map<String, Vector> all() {
    Map<String, Vector> all = new LinkedHashMap<>();
    all.put(
        "V1 data",
        new Vector(
            hex("20a0002c " + AB + "fe801806" + SEGMENT), new Message(A, B, List.of(), segment())));
    all.put(
        "V2 the first message, lax",
        new Vector(
            hex(
                "21bc004c "
                    + AB
                    + "10910c 0a01c0000201 1401c6336401 201202003c 247009612e6578616d706c65"
                    + "fe801806"
                    + SEGMENT),
            new Message(
                A,
                B,
                List.of(
                    Element.rlocs(
                        ElementType.IPV4_RLOCS,
                        Operation.RELIABLE_RESPONSE,
                        1,
                        List.of(rloc(10, 1, "192.0.2.1"), rloc(20, 1, "198.51.100.1"))),
                    Element.of(ElementType.TIME_TO_LIVE, Operation.QUERY, 2, new Value.Seconds(60)),
                    Element.of(
                        ElementType.NAME, Operation.RESPONSE, 0, new Value.Name("a.example"))),
                segment())));
    all.put(
        "V3 a cookie",
        new Vector(
            hex("217c002c " + BA + "219315 01 000065f0 00000000000000000000000000000000"),
            Message.control(
                B,
                A,
                List.of(
                    Element.of(
                        ElementType.COOKIE,
                        Operation.RELIABLE_RESPONSE,
                        3,
                        new Value.Opaque(Octets.parse("01000065f0" + "00".repeat(16))))))));
    all.put(
        "V4 revocation",
        new Vector(
            hex("20f4001c " + AB + "2014020000 000000"),
            Message.control(
                A,
                B,
                List.of(
                    Element.of(
                        ElementType.TIME_TO_LIVE, Operation.QUERY, 4, new Value.Seconds(0))))));
    all.put(
        "V5 an IPv4 packet in a frame",
        new Vector(
            hex("20a0002b " + AB + "ff0800 4500001400000000000000000000000000000000"),
            new Message(
                A,
                B,
                List.of(),
                new Payload.Frame(
                    0x0800, Octets.parse("4500001400000000000000000000000000000000")))));
    all.put("V6 on demand", onDemand());
    all.put("V7 refusal", refusal());
    all.put("V8 swap of an RLOC, IPv6", swap());
    all.put("V9 an unknown element to skip", unknown());
    all.put("V10 RLOCs reached without UDP", withoutUdp());
    return all;
  }

  private static Vector onDemand() {
    // 37 = 0x25, QR 00, I 0, D 1, exchange 5: 0x15; two types asked for, 17 and 36; 3 of padding.
    return new Vector(
        hex("20f0001c " + BA + "2515021124 000000"),
        Message.control(
            B,
            A,
            List.of(
                Element.of(
                    ElementType.QUERY_LIST,
                    Operation.QUERY,
                    5,
                    new Value.Types(List.of(17, 36))))));
  }

  private static Vector refusal() {
    // 64 = 0x40, QR 01, I 0, D 1: 0x50; code 3, about 0, retry after 30 s; 1 of padding.
    return new Vector(
        hex("20e8001c " + BA + "405004 0300001e 00"),
        Message.control(
            B,
            A,
            List.of(
                Element.of(
                    ElementType.RESPONSE_CODE,
                    Operation.RESPONSE,
                    0,
                    new Value.Code(3, 0, 30, "")))));
  }

  private static Vector swap() {
    // 17 with 36 octets: one RLOC draining, another in its place; 1 of padding.
    return new Vector(
        hex(
            "21fc003c "
                + AB
                + "119224 0afe20010db8000000000000000000000001 0a0120010db8000000000000000000000002"
                + "00"),
        Message.control(
            A,
            B,
            List.of(
                Element.rlocs(
                    ElementType.IPV6_RLOCS,
                    Operation.RELIABLE_RESPONSE,
                    2,
                    List.of(rloc(10, Rloc.DRAIN, "2001:db8::1"), rloc(10, 1, "2001:db8::2"))))));
  }

  private static Vector withoutUdp() {
    // 19 = 0x13 with port 0: no UDP; 21 = 0x15 with VLAN 77. QR 10, I 1, D 1, exchanges 3 and 4.
    return new Vector(
        hex("217c002c " + AB + "13b308 0a01c00002010000" + "15b40a 0a011234567890ab004d"),
        Message.control(
            A,
            B,
            List.of(
                Element.rlocs(
                    ElementType.IPV4_PORT_RLOCS,
                    Operation.RELIABLE_RESPONSE,
                    3,
                    List.of(new Rloc(10, 1, new Locator.Direct(IpAddress.parse("192.0.2.1"))))),
                Element.rlocs(
                    ElementType.BACKBONE_RLOCS,
                    Operation.RELIABLE_RESPONSE,
                    4,
                    List.of(new Rloc(10, 1, new Locator.Ethernet(0x1234567890ABL, 77)))))));
  }

  private static Vector unknown() {
    // 200 = 0xc8, QR 01, I 1, D 0: 0x60.
    return new Vector(
        hex("20e8001c " + AB + "c8600400112233 00"),
        Message.control(
            A,
            B,
            List.of(
                new Element(
                    200,
                    Operation.RESPONSE,
                    IfUnknown.SKIP_AND_REPORT,
                    0,
                    new Value.Opaque(Octets.parse("00112233"))))));
  }

  /** A message with every type of element there is, each in several forms. */
  public static Message everything() {
    return Message.control(
        Identity.parse("5=host.a.example"),
        B,
        List.of(
            Element.rlocs(
                ElementType.ETHERNET_RLOCS,
                Operation.RESPONSE,
                0,
                List.of(new Rloc(1, 2, new Locator.Ethernet(0x1234567890ABL, -1)))),
            Element.rlocs(
                ElementType.IPV4_PORT_RLOCS,
                Operation.RESPONSE,
                0,
                List.of(new Rloc(1, 2, new Locator.Ip(IpAddress.parse("203.0.113.7"), 4000)))),
            Element.rlocs(
                ElementType.IPV4_PORT_RLOCS,
                Operation.RESPONSE,
                0,
                List.of(new Rloc(3, 4, new Locator.Direct(IpAddress.parse("203.0.113.8"))))),
            Element.rlocs(
                ElementType.IPV6_PORT_RLOCS,
                Operation.RESPONSE,
                0,
                List.of(new Rloc(5, 6, new Locator.Direct(IpAddress.parse("2001:db8::8"))))),
            Element.rlocs(
                ElementType.IPV6_PORT_RLOCS,
                Operation.RESPONSE,
                0,
                List.of(new Rloc(1, 255, new Locator.Ip(IpAddress.parse("2001:db8::7"), 4000)))),
            Element.rlocs(
                ElementType.BACKBONE_RLOCS,
                Operation.RESPONSE,
                0,
                List.of(new Rloc(1, 2, new Locator.Ethernet(0x1234567890ABL, 77)))),
            Element.query(ElementType.CERTIFICATION_ADDRESS, 3),
            Element.of(
                ElementType.CERTIFICATION_ADDRESS,
                Operation.RESPONSE,
                3,
                new Value.Endpoint(1, 3868, "hss.example")),
            Element.of(
                ElementType.IDENTITY_TYPE,
                Operation.RESPONSE,
                0,
                new Value.Granted(2, Optional.of(new Value.Endpoint(255, 0, "192.0.2.9")))),
            Element.of(ElementType.NAME, Operation.RESPONSE, 0, new Value.Name("")),
            Element.query(ElementType.NAME, 4),
            Element.of(
                ElementType.SIGNATURE,
                Operation.RESPONSE,
                0,
                new Value.Signatures(
                    List.of(
                        new Value.Signature(
                            0,
                            3,
                            Octets.parse("0102030405060708"),
                            1_700_000_000L,
                            3600,
                            Octets.parse("00".repeat(16)))))),
            Element.of(
                ElementType.UNEXPECTED,
                Operation.QUERY,
                0,
                new Value.Unexpected(10, 12, Octets.parse("20a0002c"))),
            Element.of(
                ElementType.CERTIFICATE,
                Operation.RESPONSE,
                0,
                new Value.Opaque(Octets.parse("30".repeat(200)))),
            Element.of(ElementType.PROBE, Operation.QUERY, 7, new Value.Probe(1400, 20)),
            Element.of(
                ElementType.OBSERVED_ADDRESS,
                Operation.RESPONSE,
                0,
                new Value.Observed(IpAddress.parse("192.0.2.1"), 48001)),
            Element.of(
                ElementType.CAPABILITIES,
                Operation.RESPONSE,
                0,
                new Value.Opaque(Octets.parse("03"))),
            Element.of(
                ElementType.SESSION_IDENTITY,
                Operation.RELIABLE_RESPONSE,
                9,
                new Value.Session(Identity.session(0x0102_0304_0506L))),
            new Element(
                ElementType.SESSION_IDENTITY.code(),
                Operation.ACKNOWLEDGEMENT,
                IfUnknown.SKIP,
                9,
                new Value.Empty()),
            Element.of(
                ElementType.PUZZLE,
                Operation.QUERY,
                0,
                new Value.Opaque(Octets.parse("010c0011223344556677")))));
  }
}
