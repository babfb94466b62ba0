package savd.testbed.router;

import java.util.Map;
import savd.net.Prefix;
import savd.rpki.payload.OriginValidity;
import savd.testbed.rpki.PayloadCounts;

/**
 * A router that is an RTR client and judges routes. Its judgements are asked for where one
 * neighbour announces, so that a prefix has one route.
 */
public interface Validator extends RouterDaemon {
  /** What it got from its cache, in its own way of counting: see {@link PayloadCounts}. */
  PayloadCounts payloads();

  /** Its verdict on the origin of every route it holds (RFC 6811). */
  Map<Prefix, OriginValidity> originValidities();
}
