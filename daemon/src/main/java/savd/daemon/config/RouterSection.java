package savd.daemon.config;

import java.util.Optional;
import savd.net.Asn;
import savd.net.Ipv4Address;

/**
 * {@code [router]}: who we are.
 *
 * @param asn our AS number, neither 0 nor AS_TRANS nor the last of a range (RFC 7607, 6793, 7300)
 * @param id our BGP identifier, not 0.0.0.0 (RFC 6286)
 * @param name for logs and reports; empty means the host's name
 */
public record RouterSection(Asn asn, Ipv4Address id, Optional<String> name) {}
