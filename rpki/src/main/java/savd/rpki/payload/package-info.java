/**
 * What relying parties have validated, as values: VRPs (RFC 6811), ASPAs
 * (draft-ietf-sidrops-aspa-profile) and router keys (RFC 8635).
 *
 * <p><b>The invariant.</b> Everything here is immutable. An update is collected aside, applied
 * whole, and what readers held stays what it was; so any thread may read, and a cache that dies in
 * the middle of an update leaves the last complete set.
 *
 * <p><b>How.</b> A full set is three quarters of a million VRPs: {@link savd.rpki.payload.VrpTable}
 * keeps them in sorted columns, about 25 octets each, with the covering prefix of each beside it,
 * so that the VRPs that cover a route are one search and a short walk. A small change is one linear
 * merge.
 */
package savd.rpki.payload;
