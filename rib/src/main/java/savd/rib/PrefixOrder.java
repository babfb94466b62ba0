package savd.rib;

import savd.rib.PrefixIndex.IdVisitor;

/**
 * The numbers of the prefixes of one family in order of (address, length). The addresses themselves
 * are in {@link PrefixTable}; an order keeps as much of them as makes searching fast.
 */
sealed interface PrefixOrder permits Ipv4Order, Ipv6Order {
  int NONE = PrefixIndex.NONE;

  /** Reads what a search for the address will read first, if that can be told. Means nothing. */
  long touch(long low);

  int find(long high, long low, int length);

  /** The number of the prefix if it is present; else puts it in under {@code fresh}, returned. */
  int findOrPut(long high, long low, int length, int fresh);

  /** Takes a present prefix out. */
  void remove(long high, long low, int length);

  /** The first prefix not below the one given. */
  int ceiling(long high, long low, int length);

  /** The longest prefix that covers (high, low)/maxLength; bits beyond that length mean nothing. */
  int longestMatch(long high, long low, int maxLength);

  /** Visits, in order, the prefixes from (high, low)/length to the last covered by it. */
  void forEachWithin(long high, long low, int length, IdVisitor visitor);

  /** Octets of memory held, object headers included. */
  long bytes();
}
