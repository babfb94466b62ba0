package savd.daemon.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import savd.net.Asn;

/**
 * {@code [member.NAME]}: what is known of a member of our customer cone.
 *
 * @param key PEM of its public key, where no router key is published for its AS
 * @param providers its providers, and lateral peers it may go by; empty where nothing is said
 */
public record MemberSection(
    String name,
    Optional<String> description,
    Asn asn,
    Optional<List<Asn>> providers,
    Optional<Path> key) {}
