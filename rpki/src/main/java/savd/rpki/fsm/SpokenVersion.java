package savd.rpki.fsm;

/**
 * The version in which router and cache speak (RFC 8210, section 7): which is asked in first, what
 * the first answer makes of it, and what of that is remembered for the next connection.
 */
final class SpokenVersion {
  /** What a first answer in some version means. */
  enum First {
    AS_ASKED,
    LOWER,
    TOO_LOW,
    TOO_HIGH
  }

  private final VersionMemory memory = new VersionMemory();
  private int number;
  private boolean agreed;

  /** The cache named another version, and was asked again in it. */
  private boolean named;

  /** A connection begins. */
  void begin(RouterConfig config, long now) {
    end();
    number = memory.first(config, now);
  }

  void end() {
    agreed = false;
    named = false;
  }

  /** Other versions are configured. */
  void forget() {
    memory.forget();
  }

  int number() {
    return number;
  }

  boolean isAgreed() {
    return agreed;
  }

  /** True while all that the cache has said is which version it wants. */
  boolean isOnlyNamed() {
    return named && !agreed;
  }

  First judge(int answered, RouterConfig config) {
    if (answered > number) {
      return First.TOO_HIGH;
    }
    if (answered < config.minVersion()) {
      return First.TOO_LOW;
    }
    return answered < number ? First.LOWER : First.AS_ASKED;
  }

  /** The first answer came in a version that may be. */
  void agree(int answered) {
    number = answered;
    agreed = true;
  }

  void remember(int wanted, long now) {
    memory.remember(wanted, now);
  }

  /**
   * The version to ask in again when a report refuses ours: it carries the one that the cache
   * wants. Some echo ours instead; then the next lower one is tried.
   */
  int instead(int reported) {
    return reported < number ? reported : number - 1;
  }

  /** The cache is asked again, in this version. */
  void renegotiate(int wanted) {
    number = wanted;
    named = true;
  }

  /** The cache has answered in full. */
  void confirm() {
    named = false;
  }
}
