package savd.fib;

import java.time.Instant;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.net.IpAddress;

/**
 * One blocked packet.
 *
 * @param protocol number of the transport protocol (IPv4) or of the first next header (IPv6)
 * @param mode the mode of the interface at that moment: under {@code MONITOR} the packet passed
 */
public record DropSample(
    Instant time,
    IngressInterface ingress,
    IpAddress source,
    IpAddress destination,
    int protocol,
    EnforcementMode mode) {}
