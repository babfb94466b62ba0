package savd.rpki.wire;

/** Numbers every PDU obeys. */
public final class Pdus {
  /** Version, type, a field of two octets, and the length. */
  public static final int HEADER_LENGTH = 8;

  /** The longest PDU (draft-ietf-sidrops-8210bis, section 5). */
  public static final int MAX_LENGTH = 65_535;

  /** How much of a wrong PDU an Error Report carries back. */
  static final int MAX_QUOTE = 4_096;

  private Pdus() {}
}
