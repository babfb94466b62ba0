package savd.rpki.message;

import savd.net.AddressFamily;

/** Takes the PDUs of a connection in order. Each method returns false to be given no more. */
public interface PduSink {
  /**
   * A prefix PDU. Its parts make a {@link savd.rpki.payload.Vrp}: the lengths are in range and bits
   * beyond the length are zero.
   *
   * @param high 0 for IPv4
   * @param low zero-extended for IPv4
   */
  boolean prefix(
      int version,
      Change change,
      AddressFamily family,
      long high,
      long low,
      int length,
      int maxLength,
      int asn);

  /** Any other PDU. */
  boolean pdu(int version, RtrPdu pdu);

  /** The connection cannot be understood any more; nothing follows. */
  void malformed(Malformed malformed);
}
