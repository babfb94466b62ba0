package savd.rpki.fsm;

import savd.rpki.message.RtrPdu;

/** PDUs for the tests of other packages. */
public final class RtrTestPdus {
  private RtrTestPdus() {}

  /** End of Data of version 1 or 2 with the default intervals. */
  public static RtrPdu.EndOfData end(int session, long serial) {
    return RouterScript.end(2, session, serial);
  }
}
