/**
 * Who is below whom: the AS graph that ASPAs and AS_PATHs show, and cones in it.
 *
 * <p><b>What it is for.</b> BAR-SAV (draft-ietf-sidrops-bar-sav) permits on an interface what the
 * ASes below its neighbour may send, and everything that looks for a customer cone needs the same
 * graph. Nothing here is kept while nobody asks: the graph is made in one pass over the RIB with
 * the first {@link savd.relation.Cone} and goes with the last.
 *
 * <p><b>How.</b> AS paths are a tree from the origins upward, whose nodes are the segments that can
 * show a link; links count their segments and know whether an ASPA names them; a cone is a forest
 * of members under its seeds. A change goes through in that order, and stops where nothing turns:
 * most updates of a full table change no link at all.
 *
 * <p><b>The invariant.</b> After a step, links are those of a graph made from scratch, and a cone's
 * members are what its seeds reach. Which of several ways made an AS a member depends on history,
 * that it is one does not.
 *
 * <p><b>Odd interleavings.</b> ASPAs and the verdicts that routes have from them arrive apart: for
 * a moment a route may be eligible by new data while the graph still goes by the old. A link that
 * nothing speaks for any more, and an AS that nothing refers to, stay until the end of the step.
 *
 * <p><b>Documents.</b> draft-ietf-sidrops-bar-sav, draft-ietf-sidrops-aspa-verification, RFC 9774,
 * RFC 5398, RFC 6793, RFC 6996, RFC 7300, RFC 7607.
 */
package savd.relation;
