/**
 * Local exceptions to RPKI data: SLURM (RFC 8416) and its version 2 with ASPAs
 * (draft-ietf-sidrops-aspa-slurm-04).
 *
 * <p><b>The invariant.</b> Filters act on what sources say, then assertions are added; an assertion
 * is not a filter, and no filter touches an assertion. To replace an ASPA one writes both.
 *
 * <p><b>All or nothing.</b> Any deviation from the format rejects a file (RFC 8416, section 3.1),
 * and any overlap between files rejects the set (section 4.2), so that a slip of the pen never
 * becomes half a policy. All faults are told at once, each with its member and line. Names that
 * only earlier drafts had are told apart, with the name that took their place.
 *
 * <p><b>Why it matters here.</b> Few ASes have an ASPA. What is known of one's own customers
 * reaches the lists through assertions, and so each list entry that rests on one can name the file,
 * the line and the comment: {@link savd.rpki.slurm.Slurm} answers that.
 */
package savd.rpki.slurm;
