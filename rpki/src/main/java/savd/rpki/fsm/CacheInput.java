package savd.rpki.fsm;

import savd.rpki.message.Malformed;
import savd.rpki.message.RtrPdu;

/** What can happen to a cache's session with one router. */
public sealed interface CacheInput {
  record Received(int version, RtrPdu pdu) implements CacheInput {}

  /** Something came that is no PDU. */
  record Broken(Malformed malformed) implements CacheInput {}

  /** What the cache serves from now on. */
  record Changed(CacheContents contents) implements CacheInput {}

  /** End of Data of the answer under way was sent. */
  record Answered() implements CacheInput {}

  /** A Serial Notify is allowed again. */
  record NotifyExpired() implements CacheInput {}
}
