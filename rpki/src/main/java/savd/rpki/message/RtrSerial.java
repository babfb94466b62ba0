package savd.rpki.message;

/**
 * A serial number of a cache, counted round (RFC 1982); so there is an order between two that are
 * near each other and none between all.
 *
 * @param value the 32 bits, unsigned
 */
public record RtrSerial(int value) {
  /** True when this one is ahead by 1 to 2^31 - 1. */
  public boolean isAfter(RtrSerial other) {
    return value - other.value > 0;
  }

  public RtrSerial next() {
    return new RtrSerial(value + 1);
  }

  @Override
  public String toString() {
    return Integer.toUnsignedString(value);
  }
}
