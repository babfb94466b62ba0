package savd.rpki.message;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.Prefix;
import savd.rpki.payload.RouterKey;
import savd.rpki.payload.Vrp;

/**
 * A PDU (RFC 8210, section 5). Session identifiers are 0 to 65535.
 *
 * <p>What is a record of its own here obeys the grammar; whether it is sensible (providers in
 * order, a withdrawal of something known) the state machines judge.
 */
public sealed interface RtrPdu {
  /** The newest version savd speaks: draft-ietf-sidrops-8210bis. */
  int MAX_VERSION = 2;

  /** The cache has a newer serial. */
  record SerialNotify(int session, RtrSerial serial) implements RtrPdu {}

  /** The router asks for what changed since a serial. */
  record SerialQuery(int session, RtrSerial serial) implements RtrPdu {}

  /** The router asks for everything. */
  record ResetQuery() implements RtrPdu {}

  /** Payload follows. */
  record CacheResponse(int session) implements RtrPdu {}

  /** IPv4 Prefix or IPv6 Prefix. */
  record PrefixPdu(Change change, Vrp vrp) implements RtrPdu {
    /** Of the parts of {@link PduSink#prefix}. */
    public static PrefixPdu of(
        Change change,
        AddressFamily family,
        long high,
        long low,
        int length,
        int maxLength,
        int asn) {
      return new PrefixPdu(
          change, new Vrp(Prefix.of(family, high, low, length), maxLength, new Asn(asn)));
    }
  }

  /**
   * The payload was all.
   *
   * @param timing empty in version 0, which has none
   */
  record EndOfData(int session, RtrSerial serial, Optional<Timing> timing) implements RtrPdu {}

  /** The cache cannot tell what changed; the router must ask for everything. */
  record CacheReset() implements RtrPdu {}

  /** From version 1 on. */
  record RouterKeyPdu(Change change, RouterKey key) implements RtrPdu {}

  /**
   * From version 2 on.
   *
   * @param providers as they came, not judged; at most 16,380
   */
  record AspaPdu(Change change, Asn customer, List<Asn> providers) implements RtrPdu {
    public static final int MAX_PROVIDERS = (65_535 - 12) / 4;

    public AspaPdu {
      providers = List.copyOf(providers);
      if (providers.size() > MAX_PROVIDERS) {
        throw new IllegalArgumentException(providers.size() + " providers in one PDU");
      }
    }
  }

  /**
   * Something was wrong; never answered with another.
   *
   * @param code 0 to 65535; see {@link ErrorCode}
   * @param erroneous octets of the PDU it is about, perhaps cut, not to be written; empty for none
   * @param text for people, "" for none
   */
  record ErrorReport(int code, byte[] erroneous, String text) implements RtrPdu {
    /** "Corrupt Data (0): some text", in printable characters and of bounded length. */
    public String summary() {
      String name = ErrorCode.of(code).map(ErrorCode::text).orElse("error");
      String shown = text.length() > 200 ? text.substring(0, 200) + "..." : text;
      String clean = shown.strip().replaceAll("\\p{C}", "?");
      return name + " (" + code + ")" + (clean.isEmpty() ? "" : ": " + clean);
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof ErrorReport e
          && code == e.code
          && text.equals(e.text)
          && Arrays.equals(erroneous, e.erroneous);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * code + Arrays.hashCode(erroneous)) + text.hashCode();
    }

    @Override
    public String toString() {
      return "ErrorReport[" + summary() + ", about " + erroneous.length + " octets]";
    }
  }
}
