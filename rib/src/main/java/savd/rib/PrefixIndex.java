package savd.rib;

import savd.net.AddressFamily;
import savd.net.Prefix;

/**
 * The prefixes of one family that anything in savd refers to, each with a small dense number, in
 * address order.
 *
 * <p>Numbers make sets of prefixes bitmaps. A number stays valid while a path or a pin holds its
 * prefix; freed numbers are used again. Order is (address ascending, then length ascending), so the
 * more-specifics of a prefix follow it directly.
 */
public interface PrefixIndex {
  int NONE = -1;

  AddressFamily family();

  /** Upper bound, exclusive, of the numbers given out so far: the size a bitmap needs. */
  int capacity();

  /** How many prefixes there are. */
  int size();

  /** The number of a prefix, or {@link #NONE}. */
  int find(long high, long low, int length);

  default int find(Prefix prefix) {
    return find(prefix.high(), prefix.low(), prefix.length());
  }

  long high(int id);

  long low(int id);

  int length(int id);

  default Prefix prefix(int id) {
    return Prefix.of(family(), high(id), low(id), length(id));
  }

  /** The longest prefix that strictly covers {@code id}, or {@link #NONE}. */
  int lessSpecific(int id);

  /**
   * The longest prefix that covers the host or prefix given and is not longer than {@code
   * maxLength}, or {@link #NONE}.
   */
  int longestMatch(long high, long low, int maxLength);

  /** The first prefix whose (address, length) is not below the one given, or {@link #NONE}. */
  int ceiling(long high, long low, int length);

  /** The prefix behind {@code id} in order, or {@link #NONE}. */
  int next(int id);

  /** Calls the visitor for {@code id}'s prefix and all more-specifics present, in order. */
  void forEachWithin(int id, IdVisitor visitor);

  /** Calls the visitor for every prefix, in order. */
  void forEach(IdVisitor visitor);

  /** Receives prefix numbers; it must not change the index. */
  @FunctionalInterface
  interface IdVisitor {
    void visit(int id);
  }

  /**
   * Keeps a prefix present though it has no path; creates it where needed. Pins are counted.
   * Returns its number.
   */
  int pin(long high, long low, int length);

  default int pin(Prefix prefix) {
    return pin(prefix.high(), prefix.low(), prefix.length());
  }

  /** Keeps a present prefix, see {@link #pin(long, long, int)}. */
  void pin(int id);

  /** Takes one pin back; the prefix goes when no pin and no path is left. */
  void unpin(int id);
}
