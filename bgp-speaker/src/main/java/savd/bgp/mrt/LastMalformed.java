package savd.bgp.mrt;

import savd.bgp.wire.Malformed;

/**
 * What a decoder complained of last. Attributes only left out do not count: they change nothing
 * that a file is read for, and real files are full of them.
 */
final class LastMalformed implements Malformed.Listener {
  private Malformed last;

  @Override
  public void on(Malformed malformed) {
    if (!(malformed instanceof Malformed.DiscardAttribute)) {
      last = malformed;
    }
  }

  void clear() {
    last = null;
  }

  boolean isClear() {
    return last == null;
  }

  /** True where the message could not be read as a whole. */
  boolean isBeyondWithdraw() {
    return last != null && !(last instanceof Malformed.TreatAsWithdraw);
  }

  /** In words; empty where there is none. */
  String text() {
    return switch (last) {
      case null -> "";
      case Malformed.DiscardAttribute m -> attribute(m.attributeType(), m);
      case Malformed.TreatAsWithdraw m -> attribute(m.attributeType(), m);
      case Malformed.DisableFamily m ->
          "family " + m.afi() + "/" + m.safi() + ": " + m.problem().text();
      case Malformed.ResetSession m -> m.problem().text();
    };
  }

  private static String attribute(int type, Malformed m) {
    return "attribute " + type + ": " + m.problem().text();
  }

  /** True where NLRI could not be read. */
  boolean isNlri() {
    return last != null && last.problem() == Malformed.Problem.NLRI;
  }
}
