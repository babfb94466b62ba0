package savd.testbed.router;

import savd.net.IpAddress;

/**
 * Where a router gets its RPKI data.
 *
 * @param address the cache's
 * @param port the cache's TCP port
 * @param version the highest version of RTR to speak; 2 brings ASPAs (8210bis)
 */
public record RtrSource(IpAddress address, int port, int version) {}
