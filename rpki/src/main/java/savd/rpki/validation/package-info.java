/**
 * What RPKI data say of a route's AS_PATH: ASPA path verification
 * (draft-ietf-sidrops-aspa-verification-28). What they say of its origin (RFC 6811) is {@link
 * savd.rpki.payload.VrpTable#validate}.
 *
 * <p><b>The invariant.</b> Everything here is a function of its arguments, and the function over
 * packed octets, which runs for every route, allocates nothing and answers what the one for people
 * answers.
 *
 * <p><b>What is verified where.</b> The path alone has two verdicts, one per {@link
 * savd.rpki.validation.Direction}: they can be kept with the path's attributes, which many routes
 * share. Which of the two counts, and whether the leftmost AS must be the neighbour's, is the
 * session's business: it knows the neighbour's role (RFC 9234). Internal sessions and sessions
 * within a confederation are not verified at all (section 6.2 of the draft), so a confederation
 * segment met here came from outside, where it is as wrong as an AS_SET.
 */
package savd.rpki.validation;
