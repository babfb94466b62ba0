package savd.daemon.config;

import java.nio.file.Path;
import java.util.Optional;
import savd.net.Asn;
import savd.net.IpAddress;

/**
 * {@code [top.NAME]}: a CC-Top-ASBR in whose customer cone we are.
 *
 * @param address where it listens
 * @param port 1 to 65535
 * @param localAddress from where to connect
 * @param key PEM of its public key, where no router key is published for its AS
 */
public record TopSection(
    String name,
    Optional<String> description,
    Asn asn,
    IpAddress address,
    int port,
    Optional<IpAddress> localAddress,
    Optional<Path> key) {}
