package savd.bgp.session;

/**
 * Counts since the neighbour was configured, over all its sessions.
 *
 * @param messagesReceived all kinds
 * @param messagesSent all kinds
 * @param octetsReceived of BGP messages
 * @param updatesReceived UPDATE messages
 * @param updatesSent UPDATE messages
 * @param announced prefixes announced and taken
 * @param withdrawn prefixes withdrawn by the neighbour
 * @param looped prefixes not taken, our AS or identifier being in their path
 * @param leaked prefixes announced that are leaks by RFC 9234
 * @param attributesDiscarded attributes left out (RFC 7606)
 * @param treatedAsWithdraw UPDATEs whose announcements became withdrawals (RFC 7606)
 * @param familiesDisabled families given up (RFC 7606)
 * @param resets sessions ended for an error of the neighbour's messages
 */
public record NeighborCounters(
    long messagesReceived,
    long messagesSent,
    long octetsReceived,
    long updatesReceived,
    long updatesSent,
    long announced,
    long withdrawn,
    long looped,
    long leaked,
    long attributesDiscarded,
    long treatedAsWithdraw,
    long familiesDisabled,
    long resets) {}
