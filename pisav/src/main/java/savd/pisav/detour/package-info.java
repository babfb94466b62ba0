/**
 * The member's side of PI-SAV standalone+: whether packets of ours to the cone leave the cone.
 *
 * <p><b>What it is for.</b> The top of a customer cone may block sources of the cone on its
 * provider interfaces as far as no member sends packets to other members by a way outside. A member
 * knows that from its own RIB; {@link savd.pisav.detour.DetourWatch} keeps the answer to one top's
 * notice, change by change.
 *
 * <p><b>The document says</b>: "based on the BGP local-RIBs, verify whether it has preferred an
 * external transit provider for the BGP updates originated from CC member ASes". <b>We do</b>: a
 * destination is a prefix that the notice names, or one of which we hold an eligible route with an
 * origin in the cone (a default route is none, nor is what only we ourselves originate). Its
 * packets go where its own Loc-RIB route says; without one, where the longest covering Loc-RIB
 * route says, a default route included. They leave the cone if any of the paths forwarded over
 * leads to a neighbour that is neither a member, nor the top, nor ourselves. Without any route they
 * die, which is no detour.
 *
 * <p><b>What leaves and does not come back</b> is no detour: of a prefix that somebody outside
 * originates too (anycast, a second user), a member may prefer that origin. So its own route for
 * the destination is one only if the origin, or anybody on the AS_PATH, is in the cone, or the path
 * does not say who is on it: a set, AS_TRANS, no path, a neighbour that is not its first AS. That
 * is enough because matches only grow on the way. Packets that come into the top from a provider
 * follow, at the end, a prefix that the top has announced, and each of those is a destination. If
 * it is the one that the member's route is for, they have followed this prefix all the way, and the
 * AS_PATH has the top on it. If it is a part of that, the member has no route for the part and is
 * asked about it too; and there what carries it counts whatever its path says.
 *
 * <p><b>Recompute when</b> a route of the destination or of something that covers it changes, a
 * next hop moves, a neighbour changes, the notice changes.
 *
 * <p><b>The invariant.</b> After any history the statement equals one made from scratch. Where
 * there is doubt it says "detour": before the RIB is known to be whole, while the operator
 * announces a change, and where there is more to say than a statement holds.
 *
 * <p><b>Who is above us</b> is said by the roles of neighbours (RFC 9234) and by the configuration,
 * and only whole: a top that takes a short list for the whole would miss in whose Sub-Transit-CC we
 * are.
 *
 * <p><b>How it is kept.</b> A destination without a Loc-RIB route of its own is an <em>orphan</em>.
 * Each orphan knows the prefix that carries it, so that the change of a covering route concerns the
 * orphans beneath it and nothing else; orphans lie in prefix order. A change of any other route
 * costs a look at its own chain. A change of the notice's ASes costs a pass over the RIB.
 *
 * <p><b>Odd interleavings.</b> Prefixes of the notice and our own are pinned, so their numbers hold
 * while they are watched. Any other destination and any carrier has paths; when those go, the delta
 * names it, and it is forgotten before its number can be given out again.
 *
 * <p>Everything here belongs to the thread that owns the RIB, reads no clock, and does no I/O.
 *
 * <p><b>Documents.</b> draft-huang-savnet-pi-sav-for-cc, sections 3.1 and 3.2.
 */
package savd.pisav.detour;
