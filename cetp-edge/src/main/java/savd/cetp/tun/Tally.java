package savd.cetp.tun;

import savd.cetp.wire.Finding;

/**
 * What one thread of the data plane counts. Written by that thread, read by anyone: a reader may be
 * a little late.
 */
final class Tally {
  long packets;
  long octets;
  long calls;
  long batched;
  long noFlow;
  long wrongRloc;
  long spoofedHost;
  long controlFull;
  long falseCookies;
  long sendFailed;
  long expired;
  long tooBig;
  long congested;
  final long[] findings = new long[Finding.values().length];
}
