package savd.fib;

/**
 * Packets that came in on an interface since it is protected; bytes are of whole IP packets. Under
 * {@code monitor} the blocked ones are those that {@code enforce} would have dropped.
 */
public record InterfaceCounters(
    long permittedPackets, long permittedBytes, long blockedPackets, long blockedBytes) {}
