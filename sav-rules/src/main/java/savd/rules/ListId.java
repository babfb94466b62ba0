package savd.rules;

/**
 * A distinct source list: interfaces whose lists are equal by definition share one. Small, never
 * reused while savd lives.
 *
 * @param number 1 and up
 */
public record ListId(int number) {
  @Override
  public String toString() {
    return "list" + number;
  }
}
