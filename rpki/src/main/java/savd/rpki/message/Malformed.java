package savd.rpki.message;

/**
 * Octets that are no PDU, and what to tell the sender before the connection ends.
 *
 * @param version as the header said
 * @param code the code of the Error Report
 * @param octets of the offender, perhaps cut, not to be written
 * @param text what is wrong
 * @param answerable false when the offender was an Error Report itself, which is never answered
 */
public record Malformed(
    int version, ErrorCode code, byte[] octets, String text, boolean answerable) {}
