package savd.rpki.session;

import io.netty.buffer.ByteBuf;
import savd.net.AddressFamily;
import savd.rpki.message.Change;
import savd.rpki.message.Malformed;
import savd.rpki.message.PduSink;
import savd.rpki.message.RtrPdu;
import savd.rpki.wire.PduWriter;

/** Writes what it is told. */
record ToBuffer(ByteBuf out) implements PduSink {
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
    PduWriter.prefix(version, change, family, high, low, length, maxLength, asn, out);
    return true;
  }

  @Override
  public boolean pdu(int version, RtrPdu pdu) {
    PduWriter.write(version, pdu, out);
    return true;
  }

  @Override
  public void malformed(Malformed malformed) {}
}
