package savd.pisav.message;

/**
 * What came is no message. There is one consequence: an ERROR with this code, and the end of the
 * session, since the octets behind it have no meaning.
 *
 * @param code CORRUPT, UNSUPPORTED_VERSION, UNKNOWN_TYPE or UNKNOWN_CRITICAL
 * @param text what is wrong
 * @param header the header concerned, 16 octets, not to be written
 */
public record Malformed(ErrorCode code, String text, byte[] header) {}
