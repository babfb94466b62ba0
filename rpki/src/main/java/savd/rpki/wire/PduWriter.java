package savd.rpki.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.Prefix;
import savd.rpki.message.Change;
import savd.rpki.message.ErrorCode;
import savd.rpki.message.RtrPdu;
import savd.rpki.message.Timing;

/** Writes PDUs. What a version does not have is an {@link IllegalArgumentException}. */
public final class PduWriter {
  private PduWriter() {}

  /** Appends one PDU. */
  public static void write(int version, RtrPdu pdu, ByteBuf out) {
    switch (pdu) {
      case RtrPdu.SerialNotify p ->
          header(version, PduType.SERIAL_NOTIFY, p.session(), 12, out).writeInt(p.serial().value());
      case RtrPdu.SerialQuery p ->
          header(version, PduType.SERIAL_QUERY, p.session(), 12, out).writeInt(p.serial().value());
      case RtrPdu.ResetQuery _ -> header(version, PduType.RESET_QUERY, 0, 8, out);
      case RtrPdu.CacheResponse p -> header(version, PduType.CACHE_RESPONSE, p.session(), 8, out);
      case RtrPdu.PrefixPdu p -> {
        Prefix x = p.vrp().prefix();
        prefix(
            version,
            p.change(),
            x.family(),
            x.high(),
            x.low(),
            x.length(),
            p.vrp().maxLength(),
            p.vrp().asn().value(),
            out);
      }
      case RtrPdu.EndOfData p -> endOfData(version, p, out);
      case RtrPdu.CacheReset _ -> header(version, PduType.CACHE_RESET, 0, 8, out);
      case RtrPdu.RouterKeyPdu p -> {
        int length = 32 + p.key().publicKey().length;
        header(version, PduType.ROUTER_KEY, p.change().flags() << 8, length, out)
            .writeBytes(p.key().ski())
            .writeInt(p.key().asn().value())
            .writeBytes(p.key().publicKey());
      }
      case RtrPdu.AspaPdu p -> {
        int length = 12 + 4 * p.providers().size();
        header(version, PduType.ASPA, p.change().flags() << 8, length, out)
            .writeInt(p.customer().value());
        for (Asn a : p.providers()) {
          out.writeInt(a.value());
        }
      }
      case RtrPdu.ErrorReport p -> report(version, p, out);
    }
  }

  /** Appends a prefix PDU; the parts are those of {@link savd.rpki.message.PduSink#prefix}. */
  public static void prefix(
      int version,
      Change change,
      AddressFamily family,
      long high,
      long low,
      int length,
      int maxLength,
      int asn,
      ByteBuf out) {
    boolean v4 = family == AddressFamily.IPV4;
    header(version, v4 ? PduType.IPV4_PREFIX : PduType.IPV6_PREFIX, 0, v4 ? 20 : 32, out)
        .writeInt(change.flags() << 24 | length << 16 | maxLength << 8);
    if (v4) {
      out.writeInt((int) low);
    } else {
      out.writeLong(high).writeLong(low);
    }
    out.writeInt(asn);
  }

  /**
   * An Error Report about a PDU that is known as a value.
   *
   * @param scratch empty, and empty again afterwards
   */
  public static RtrPdu.ErrorReport reportAbout(
      int version, ErrorCode code, RtrPdu about, String text, ByteBuf scratch) {
    write(version, about, scratch);
    byte[] octets = new byte[Math.min(scratch.readableBytes(), Pdus.MAX_QUOTE)];
    scratch.readBytes(octets);
    scratch.clear();
    return new RtrPdu.ErrorReport(code.code(), octets, text);
  }

  private static ByteBuf header(int version, PduType type, int field, int length, ByteBuf out) {
    if (PduType.of(type.code(), version) == null || !type.lengthFits(version, length)) {
      throw new IllegalArgumentException(
          type + " of " + length + " octets does not exist in version " + version);
    }
    return out.writeByte(version).writeByte(type.code()).writeShort(field).writeInt(length);
  }

  private static void endOfData(int version, RtrPdu.EndOfData p, ByteBuf out) {
    header(version, PduType.END_OF_DATA, p.session(), version == 0 ? 12 : 24, out)
        .writeInt(p.serial().value());
    if (version > 0) {
      Timing t = p.timing().orElse(Timing.DEFAULT);
      out.writeInt((int) t.refresh()).writeInt((int) t.retry()).writeInt((int) t.expire());
    }
  }

  /** What does not fit is cut: first the quoted PDU, then the text. */
  private static void report(int version, RtrPdu.ErrorReport p, ByteBuf out) {
    byte[] text = p.text().getBytes(StandardCharsets.UTF_8);
    int room = Pdus.MAX_LENGTH - 16;
    int textLength = Math.min(text.length, room);
    int quoted = Math.min(p.erroneous().length, room - textLength);
    header(version, PduType.ERROR_REPORT, p.code(), 16 + quoted + textLength, out)
        .writeInt(quoted)
        .writeBytes(Arrays.copyOf(p.erroneous(), quoted))
        .writeInt(textLength)
        .writeBytes(text, 0, textLength);
  }
}
