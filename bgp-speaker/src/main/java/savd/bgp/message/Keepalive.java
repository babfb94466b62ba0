package savd.bgp.message;

/** KEEPALIVE (RFC 4271, section 4.4). */
public record Keepalive() implements BgpMessage {}
