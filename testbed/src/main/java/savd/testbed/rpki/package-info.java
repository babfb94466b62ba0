/**
 * RPKI data in a laboratory: sets of payloads as data ({@link savd.testbed.rpki.RpkiData}), read
 * from a relying party's dump or made up, and caches that serve them over RTR.
 *
 * <p>Invariant: nothing here validates or counts by savd's own code; what a set holds is counted
 * from its file, so that a cache, a router and savd can all be compared with it.
 */
package savd.testbed.rpki;
