package savd.pisav.message;

/**
 * A message with what binds it to its place in one session.
 *
 * @param sequence 1 for the first of its direction, then one more each, unsigned
 * @param tag 0 in a HELLO; then eight octets that both HELLOs and the direction decide
 */
public record Frame(int sequence, long tag, ConeMessage message) {}
