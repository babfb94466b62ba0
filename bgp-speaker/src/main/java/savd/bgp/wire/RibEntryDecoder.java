package savd.bgp.wire;

import savd.bgp.wire.AttributeRules.Outcome;
import savd.net.AddressFamily;
import savd.net.RouteBatch;

/**
 * Reads path attributes that stand alone, as in the entries of a table dump (RFC 6396): the prefix
 * comes from elsewhere, and MP_REACH_NLRI may be cut down to its next hop. No attribute is
 * mandatory: writers leave out all of them for their own routes.
 */
public final class RibEntryDecoder {
  private final MalformedLog log;
  private final AttributeReader attributes;
  private final AttributeBlock block;

  public RibEntryDecoder(SessionParameters parameters, Malformed.Listener listener) {
    log = new MalformedLog(listener);
    attributes = new AttributeReader(parameters, log);
    block = attributes.block();
  }

  /**
   * Announces the prefix with the attributes from {@code from} up to {@code end}.
   *
   * @return false where they are malformed beyond use; then the batch is as it was and the listener
   *     knows why
   */
  public boolean announce(
      byte[] b,
      int from,
      int end,
      AddressFamily family,
      long high,
      long low,
      int length,
      int pathId,
      RouteBatch batch) {
    log.clear();
    attributes.read(b, from, end);
    if (log.mustWithdraw()) {
      log.acted(
          log.worstType(),
          Outcome.TREAT_AS_WITHDRAW,
          new Malformed.TreatAsWithdraw(log.worstType(), log.worstProblem()));
      return false;
    }
    nextHop(b);
    int number = batch.addAttributes(block.bytes(), block.offset(), block.length());
    batch.announce(family, high, low, length, pathId, number, attributes.leaked());
    return true;
  }

  /**
   * The next hop of MP_REACH_NLRI, else of NEXT_HOP, else none. RFC 6396, section 4.3.4, wants the
   * length and the next hop only; several writers put the whole attribute, which begins with a zero
   * octet as no length does.
   */
  private void nextHop(byte[] b) {
    int at = attributes.mpReachAt();
    int left = attributes.mpReachEnd() - at;
    if (at >= 0 && left >= 5 && b[at] == 0) {
      at += 3;
      left -= 3;
    }
    int size = at >= 0 && left > 0 ? b[at] & 0xFF : 0;
    if ((size == 4 || size == 16 || size == 32) && size < left) {
      block.finish(b, at + 1, size);
    } else if (attributes.nextHopAt() >= 0) {
      block.finish(b, attributes.nextHopAt(), 4);
    } else {
      block.finish(b, 0, 0);
    }
  }
}
