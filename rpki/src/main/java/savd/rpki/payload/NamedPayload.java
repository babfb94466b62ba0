package savd.rpki.payload;

/**
 * What one source says.
 *
 * @param name of the file or the cache, for people
 */
public record NamedPayload(String name, Payload payload) {}
