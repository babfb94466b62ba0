/**
 * What a published RPKI object says: a ROA (RFC 9582), an ASPA (draft-ietf-sidrops-aspa-profile), a
 * router certificate (RFC 8209) or a resource certificate (RFC 6487).
 *
 * <p><b>What is checked</b> is what the object itself can tell: its structure, the signature of its
 * own certificate over it, and that this certificate holds the resources it speaks of. <b>What is
 * not</b> is the way up to a trust anchor, revocation and the manifest: that is a relying party's
 * work, and savd takes its results. So a good object here may be worthless, and the output says so.
 *
 * <p>The reading is done by RIPE NCC's rpki-commons. It is the one place where that library is
 * used, in a module of its own, since only one command of savctl needs it (ADR 5).
 */
package savd.rpki.inspect;
