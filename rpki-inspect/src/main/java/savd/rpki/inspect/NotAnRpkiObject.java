package savd.rpki.inspect;

/** Octets that are no RPKI object of a kind we read. */
public final class NotAnRpkiObject extends Exception {
  NotAnRpkiObject(String text) {
    super(text, null, false, false);
  }
}
