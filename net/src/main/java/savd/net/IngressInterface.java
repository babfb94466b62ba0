package savd.net;

/**
 * An interface packets come in on, by its kernel name.
 *
 * @param name 1 to 15 characters, no slash and no white space (Linux IFNAMSIZ)
 */
public record IngressInterface(String name) implements Comparable<IngressInterface> {
  public IngressInterface {
    if (name.isEmpty()
        || name.length() > 15
        || name.chars().anyMatch(c -> c == '/' || c <= ' ' || c > 126)) {
      throw new IllegalArgumentException("not an interface name: \"" + name + "\"");
    }
  }

  @Override
  public int compareTo(IngressInterface other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
