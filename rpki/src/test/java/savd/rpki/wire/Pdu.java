package savd.rpki.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.Prefix;
import savd.rpki.message.Change;
import savd.rpki.message.Malformed;
import savd.rpki.message.PduSink;
import savd.rpki.message.RtrPdu;
import savd.rpki.payload.Vrp;

/** PDUs in tests: written, read, and kept as they come. */
public final class Pdu {
  private Pdu() {}

  public static byte[] octets(int version, RtrPdu... pdus) {
    ByteBuf out = Unpooled.buffer();
    for (RtrPdu p : pdus) {
      PduWriter.write(version, p, out);
    }
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    return bytes;
  }

  public static RtrPdu.PrefixPdu announce(String prefix, int maxLength, int asn) {
    return prefix(Change.ANNOUNCE, prefix, maxLength, asn);
  }

  public static RtrPdu.PrefixPdu withdraw(String prefix, int maxLength, int asn) {
    return prefix(Change.WITHDRAW, prefix, maxLength, asn);
  }

  private static RtrPdu.PrefixPdu prefix(Change change, String prefix, int maxLength, int asn) {
    return new RtrPdu.PrefixPdu(change, new Vrp(Prefix.parse(prefix), maxLength, new Asn(asn)));
  }

  public static RtrPdu.AspaPdu aspa(Change change, int customer, int... providers) {
    return new RtrPdu.AspaPdu(
        change, new Asn(customer), Arrays.stream(providers).mapToObj(Asn::new).toList());
  }

  /** What came, with the version of each. */
  public record Came(int version, RtrPdu pdu) {}

  /** Keeps everything. */
  public static final class Kept implements PduSink {
    public final List<Came> pdus = new ArrayList<>();
    public Optional<Malformed> malformed = Optional.empty();

    @Override
    public boolean prefix(
        int version,
        Change change,
        AddressFamily family,
        long high,
        long low,
        int length,
        int maxLength,
        int asn) {
      return pdu(version, RtrPdu.PrefixPdu.of(change, family, high, low, length, maxLength, asn));
    }

    @Override
    public boolean pdu(int version, RtrPdu pdu) {
      pdus.add(new Came(version, pdu));
      return true;
    }

    @Override
    public void malformed(Malformed m) {
      malformed = Optional.of(m);
    }
  }

  /** Reads as a connection does, which gets the octets in parts that end at the places given. */
  public static Kept read(byte[] bytes, int... ends) {
    Kept kept = new Kept();
    byte[] rest = new byte[0];
    int from = 0;
    for (int i = 0; i <= ends.length; i++) {
      int to = i < ends.length ? ends[i] : bytes.length;
      byte[] now = Arrays.copyOf(rest, rest.length + to - from);
      System.arraycopy(bytes, from, now, rest.length, to - from);
      int used = PduReader.read(now, 0, now.length, kept);
      if (used == PduReader.BROKEN) {
        return kept;
      }
      rest = Arrays.copyOfRange(now, used, now.length);
      from = to;
    }
    return kept;
  }
}
