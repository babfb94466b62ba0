package savd.rib;

/**
 * The paths by number. A row is {@code [next on the chain, peer and flags, attribute set, arrival
 * seconds]}; path identifiers, which most neighbours do not use, have a table of their own that is
 * filled only as far as one other than 0 was seen.
 */
final class PathTable {
  static final int NONE = RibView.NONE;

  private static final int NEXT = 0;
  private static final int OWNER = 1;
  private static final int ATTRIBUTES = 2;
  private static final int ARRIVAL = 3;

  /** The owner of a row that is free. */
  private static final int FREE = -1;

  /** Where in an owner the peer begins; the flags of {@link RibView} are below. */
  static final int PEER_SHIFT = 8;

  static final int FLAGS = (1 << PEER_SHIFT) - 1;

  /** Set in an owner for a path of an IPv6 prefix. */
  static final int V6 = 0x80;

  private final IntTable rows = new IntTable(4);
  private final IntTable pathIds = new IntTable(1);
  private int firstFree = NONE;

  int add(int next, int owner, int attributes, int arrivalSeconds, int pathId) {
    int path = firstFree;
    if (path == NONE) {
      path = rows.add();
    } else {
      firstFree = rows.get(path, NEXT);
    }
    int[] page = rows.page(path);
    int at = rows.at(path);
    page[at + NEXT] = next;
    page[at + OWNER] = owner;
    page[at + ATTRIBUTES] = attributes;
    page[at + ARRIVAL] = arrivalSeconds;
    if (pathId != 0 || path < pathIds.rows()) {
      setPathId(path, pathId);
    }
    return path;
  }

  private void setPathId(int path, int pathId) {
    while (pathIds.rows() <= path) {
      pathIds.add();
    }
    pathIds.set(path, 0, pathId);
  }

  void free(int path) {
    int[] page = rows.page(path);
    int at = rows.at(path);
    page[at + OWNER] = FREE;
    page[at + NEXT] = firstFree;
    firstFree = path;
  }

  /** Sets STALE on all paths of a peer and family, and says on how many it was not set before. */
  long markStale(int peer, boolean v6) {
    int wanted = peer << PEER_SHIFT | (v6 ? V6 : 0);
    int mask = ~(FLAGS & ~V6);
    long marked = 0;
    for (int path = 0; path < rows.rows(); path++) {
      int[] page = rows.page(path);
      int at = rows.at(path) + OWNER;
      int owner = page[at];
      if ((owner & mask) == wanted && (owner & RibView.STALE) == 0) {
        page[at] = owner | RibView.STALE;
        marked++;
      }
    }
    return marked;
  }

  int next(int path) {
    return rows.get(path, NEXT);
  }

  /** Copies a path into the row of another one, which keeps its place on the chain. */
  void move(int from, int to) {
    int[] page = rows.page(from);
    int at = rows.at(from);
    replace(to, page[at + OWNER], page[at + ATTRIBUTES], page[at + ARRIVAL]);
    if (pathId(from) != pathId(to)) {
      setPathId(to, pathId(from));
    }
  }

  /** Peer, family and flags in one integer. */
  int owner(int path) {
    return rows.get(path, OWNER);
  }

  void setOwner(int path, int owner) {
    rows.set(path, OWNER, owner);
  }

  int peer(int path) {
    return rows.get(path, OWNER) >>> PEER_SHIFT;
  }

  int attributes(int path) {
    return rows.get(path, ATTRIBUTES);
  }

  int arrival(int path) {
    return rows.get(path, ARRIVAL);
  }

  void replace(int path, int owner, int attributes, int arrivalSeconds) {
    int[] page = rows.page(path);
    int at = rows.at(path);
    page[at + OWNER] = owner;
    page[at + ATTRIBUTES] = attributes;
    page[at + ARRIVAL] = arrivalSeconds;
  }

  int pathId(int path) {
    return path < pathIds.rows() ? pathIds.get(path, 0) : 0;
  }

  long rowBytes() {
    return rows.bytes();
  }

  long pathIdBytes() {
    return pathIds.bytes();
  }
}
