package savd.rib;

import java.util.Arrays;
import savd.net.AddressFamily;

/**
 * The prefixes of one family by number, with the head of each one's chain of paths, and their
 * order.
 *
 * <p>A row is {@code [meta, head, peers, address...]}: meta is the length in the low octet, above
 * it one bit for a chain that has a {@link ChainIndex}, and the pin count; {@code peers} has bit
 * {@code peer & 31} set for every peer with a path on the chain (and perhaps for some that had
 * one), so that a peer's first path for a prefix is linked without walking the chain. The address
 * has one integer for IPv4 and four for IPv6.
 *
 * <p>A prefix that has lost its last path or pin is a candidate: it stays until {@link #release},
 * and beyond if it has one again by then.
 */
final class PrefixTable implements PrefixIndex {
  private static final int META = 0;
  private static final int HEAD = 1;
  private static final int PEERS = 2;
  private static final int ADDRESS = 3;
  private static final int FREE = 0xFF;
  private static final int INDEXED = 1 << 8;
  private static final int PIN_SHIFT = 9;
  private static final int PIN = 1 << PIN_SHIFT;
  private static final int MAX_PINS = (1 << 22) - 1;

  private final AddressFamily family;
  private final IntTable rows;
  private final PrefixOrder order;
  private int size;
  private int firstFree = NONE;

  private int[] candidates = new int[64];
  private int candidateCount;

  PrefixTable(AddressFamily family) {
    this.family = family;
    boolean v4 = family == AddressFamily.IPV4;
    rows = new IntTable(v4 ? ADDRESS + 1 : ADDRESS + 4);
    order = v4 ? new Ipv4Order() : new Ipv6Order(this);
  }

  // ---- rows

  /** See {@link PrefixOrder#touch}. */
  long touchOrder(long low) {
    return order.touch(low);
  }

  /** The number of the prefix, which is added, without path or pin, if absent. */
  int findOrAdd(long high, long low, int length) {
    int fresh = firstFree != NONE ? firstFree : rows.rows();
    int id = order.findOrPut(high, low, length, fresh);
    if (id == fresh) {
      if (firstFree != NONE) {
        firstFree = rows.get(fresh, HEAD);
      } else {
        rows.add();
      }
      fill(fresh, high, low, length);
      size++;
    }
    return id;
  }

  private void fill(int id, long high, long low, int length) {
    int[] page = rows.page(id);
    int at = rows.at(id);
    page[at + META] = length;
    page[at + HEAD] = NONE;
    page[at + PEERS] = 0;
    if (family == AddressFamily.IPV4) {
      page[at + ADDRESS] = (int) low;
    } else {
      page[at + ADDRESS] = (int) (high >>> 32);
      page[at + ADDRESS + 1] = (int) high;
      page[at + ADDRESS + 2] = (int) (low >>> 32);
      page[at + ADDRESS + 3] = (int) low;
    }
  }

  int head(int id) {
    return rows.get(id, HEAD);
  }

  /** The head of the chain, NONE for a number that is free. */
  int firstPath(int id) {
    int[] page = rows.page(id);
    int at = rows.at(id);
    return page[at + META] == FREE ? NONE : page[at + HEAD];
  }

  void setHead(int id, int path) {
    rows.set(id, HEAD, path);
  }

  /** The filter of the peers on the chain; 0 for a number that is free. */
  int peers(int id) {
    return rows.get(id, PEERS);
  }

  void setPeers(int id, int filter) {
    rows.set(id, PEERS, filter);
  }

  /** True if the chain has a {@link ChainIndex}. */
  boolean isIndexed(int id) {
    return (rows.get(id, META) & INDEXED) != 0;
  }

  void setIndexed(int id, boolean indexed) {
    int meta = rows.get(id, META);
    rows.set(id, META, indexed ? meta | INDEXED : meta & ~INDEXED);
  }

  /** To be told when the last path of a prefix is gone. */
  void chainEmptied(int id) {
    rows.set(id, PEERS, 0);
    addCandidate(id);
  }

  private void addCandidate(int id) {
    if (candidateCount == candidates.length) {
      candidates = Arrays.copyOf(candidates, candidateCount * 2);
    }
    candidates[candidateCount++] = id;
  }

  /** Lets go of the prefixes that have had neither path nor pin since the mutation before. */
  void release() {
    for (int i = 0; i < candidateCount; i++) {
      int id = candidates[i];
      int[] page = rows.page(id);
      int at = rows.at(id);
      // A candidate may be listed twice; a free row has FREE for its length and keeps its link.
      if (page[at + META] >>> PIN_SHIFT == 0
          && page[at + META] != FREE
          && page[at + HEAD] == NONE) {
        order.remove(high(id), low(id), length(id));
        page[at + META] = FREE;
        page[at + HEAD] = firstFree;
        firstFree = id;
        size--;
      }
    }
    candidateCount = 0;
    if (candidates.length > 1 << 16) {
      candidates = new int[64];
    }
  }

  // ---- PrefixIndex

  @Override
  public AddressFamily family() {
    return family;
  }

  @Override
  public int capacity() {
    return rows.rows();
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int find(long high, long low, int length) {
    return order.find(high, low, length);
  }

  @Override
  public long high(int id) {
    if (family == AddressFamily.IPV4) {
      return 0;
    }
    int[] page = rows.page(id);
    int at = rows.at(id);
    return (long) page[at + ADDRESS] << 32 | page[at + ADDRESS + 1] & 0xFFFF_FFFFL;
  }

  @Override
  public long low(int id) {
    int[] page = rows.page(id);
    int at = rows.at(id);
    return family == AddressFamily.IPV4
        ? page[at + ADDRESS] & 0xFFFF_FFFFL
        : (long) page[at + ADDRESS + 2] << 32 | page[at + ADDRESS + 3] & 0xFFFF_FFFFL;
  }

  @Override
  public int length(int id) {
    return rows.get(id, META) & 0xFF;
  }

  @Override
  public int lessSpecific(int id) {
    int length = length(id);
    return length == 0 ? NONE : order.longestMatch(high(id), low(id), length - 1);
  }

  @Override
  public int longestMatch(long high, long low, int maxLength) {
    return order.longestMatch(high, low, maxLength);
  }

  @Override
  public int ceiling(long high, long low, int length) {
    return order.ceiling(high, low, length);
  }

  @Override
  public int next(int id) {
    // Lengths beyond the family's own compare as any other, so "one longer" is the successor.
    return order.ceiling(high(id), low(id), length(id) + 1);
  }

  @Override
  public void forEachWithin(int id, IdVisitor visitor) {
    order.forEachWithin(high(id), low(id), length(id), visitor);
  }

  /** The same for a prefix that need not be present. */
  void forEachWithin(long high, long low, int length, IdVisitor visitor) {
    order.forEachWithin(high, low, length, visitor);
  }

  @Override
  public void forEach(IdVisitor visitor) {
    order.forEachWithin(0, 0, 0, visitor);
  }

  @Override
  public int pin(long high, long low, int length) {
    int id = findOrAdd(high, low, length);
    pin(id);
    return id;
  }

  @Override
  public void pin(int id) {
    int meta = rows.get(id, META);
    if (meta >>> PIN_SHIFT == MAX_PINS || meta == FREE) {
      throw new IllegalStateException(
          meta == FREE ? "pin of a prefix that is gone" : "too many pins of " + prefix(id));
    }
    rows.set(id, META, meta + PIN);
  }

  @Override
  public void unpin(int id) {
    int meta = rows.get(id, META);
    if (meta >>> PIN_SHIFT == 0) {
      throw new IllegalStateException("unpin of a prefix that is not pinned: number " + id);
    }
    rows.set(id, META, meta - PIN);
    if (meta >>> PIN_SHIFT == 1 && rows.get(id, HEAD) == NONE) {
      addCandidate(id);
    }
  }

  // ---- memory

  long rowBytes() {
    return rows.bytes();
  }

  long orderBytes() {
    return order.bytes();
  }
}
