package savd.rib;

import java.util.Arrays;
import java.util.BitSet;
import savd.net.PathAttributes;

/**
 * The distinct attribute sets, each once: a row, and a block of octets in the form of {@link
 * PathAttributes}.
 *
 * <p>A row is {@code [place, length, hash, references, origin AS, next in bucket]}. The index is a
 * linear hash: buckets are added one at a time, so there is neither a pause nor garbage when it
 * grows. Blocks lie in byte pages; a freed block is chained with others of its size class, its own
 * first octets being the link.
 *
 * <p>A set whose count has fallen to 0 is a candidate: it stays, and can be found and taken again,
 * until {@link #release}.
 */
final class AttributePool {
  static final int NONE = -1;

  private static final int PLACE = 0;

  /** Below {@link #VERDICT_SHIFT} the length, above it what validation made of the set, plus 1. */
  private static final int LENGTH = 1;

  private static final int VERDICT_SHIFT = 24;
  private static final int LENGTH_MASK = (1 << VERDICT_SHIFT) - 1;
  private static final int HASH = 2;
  private static final int REFERENCES = 3;
  private static final int ORIGIN = 4;
  private static final int NEXT = 5;

  /** References of a row that is free. */
  private static final int FREE = -1;

  private final BlockStore blocks = new BlockStore();
  private final IntTable rows = new IntTable(6);
  private final IntTable buckets = new IntTable(1);

  /** Buckets in use are {@code level + grown}, where grown is below level, a power of two. */
  private int level = 1;

  private final long seed;
  private int size;
  private int firstFree = NONE;
  private int[] candidates = new int[64];
  private int candidateCount;

  AttributePool(long seed) {
    this.seed = seed;
    buckets.set(buckets.add(), 0, NONE);
  }

  /** The number of the set that is this block; it is added, with no reference, if it is new. */
  int intern(byte[] bytes, int offset, int length) {
    int hash = hash(bytes, offset, length);
    for (int id = buckets.get(bucketOf(hash), 0); id != NONE; ) {
      int[] page = rows.page(id);
      int at = rows.at(id);
      if (page[at + HASH] == hash && (page[at + LENGTH] & LENGTH_MASK) == length) {
        byte[] mine = blocks.page(page[at + PLACE]);
        int from = blocks.at(page[at + PLACE]);
        if (Arrays.equals(mine, from, from + length, bytes, offset, offset + length)) {
          return id;
        }
      }
      id = page[at + NEXT];
    }
    return add(bytes, offset, length, hash);
  }

  private int add(byte[] bytes, int offset, int length, int hash) {
    int id;
    if (firstFree == NONE) {
      id = rows.add();
    } else {
      id = firstFree;
      firstFree = rows.get(id, NEXT);
    }
    int place = blocks.put(bytes, offset, length);
    int[] page = rows.page(id);
    int at = rows.at(id);
    page[at + PLACE] = place;
    page[at + LENGTH] = length;
    page[at + HASH] = hash;
    page[at + REFERENCES] = 0;
    page[at + ORIGIN] = PathAttributes.originAs(bytes, offset, length);
    if (++size > buckets.rows()) {
      grow();
    }
    link(id, hash);
    return id;
  }

  void retain(int id) {
    rows.page(id)[rows.at(id) + REFERENCES]++;
  }

  void drop(int id) {
    if (--rows.page(id)[rows.at(id) + REFERENCES] == 0) {
      if (candidateCount == candidates.length) {
        candidates = Arrays.copyOf(candidates, candidateCount * 2);
      }
      candidates[candidateCount++] = id;
    }
  }

  /** Lets go of the sets that nothing has referred to since the mutation before. */
  void release() {
    for (int i = 0; i < candidateCount; i++) {
      int id = candidates[i];
      int[] page = rows.page(id);
      int at = rows.at(id);
      if (page[at + REFERENCES] == 0) {
        unlink(id, page[at + HASH]);
        blocks.free(page[at + PLACE], page[at + LENGTH] & LENGTH_MASK);
        page[at + REFERENCES] = FREE;
        page[at + NEXT] = firstFree;
        firstFree = id;
        size--;
      }
    }
    candidateCount = 0;
    if (candidates.length > 1 << 16) {
      candidates = new int[64];
    }
  }

  // ---- the index

  private int bucketOf(int hash) {
    int bucket = hash & (level * 2 - 1);
    return bucket < buckets.rows() ? bucket : hash & level - 1;
  }

  private void link(int id, int hash) {
    int bucket = bucketOf(hash);
    rows.set(id, NEXT, buckets.get(bucket, 0));
    buckets.set(bucket, 0, id);
  }

  private void unlink(int id, int hash) {
    int bucket = bucketOf(hash);
    int next = rows.get(id, NEXT);
    int at = buckets.get(bucket, 0);
    if (at == id) {
      buckets.set(bucket, 0, next);
      return;
    }
    while (rows.get(at, NEXT) != id) {
      at = rows.get(at, NEXT);
    }
    rows.set(at, NEXT, next);
  }

  /** Adds one bucket and shares the entries of the bucket it splits between the two. */
  private void grow() {
    if (buckets.rows() == level * 2) {
      level *= 2;
    }
    int from = buckets.rows() - level;
    int id = buckets.get(from, 0);
    buckets.set(from, 0, NONE);
    buckets.set(buckets.add(), 0, NONE);
    while (id != NONE) {
      int next = rows.get(id, NEXT);
      link(id, rows.get(id, HASH));
      id = next;
    }
  }

  /** Not a function a neighbour can aim at without knowing the seed. */
  private int hash(byte[] bytes, int offset, int length) {
    long h = seed ^ length * 0x9E37_79B9_7F4A_7C15L;
    int end = offset + length;
    int i = offset;
    for (; i + 4 <= end; i += 4) {
      int word =
          bytes[i] & 0xFF
              | (bytes[i + 1] & 0xFF) << 8
              | (bytes[i + 2] & 0xFF) << 16
              | bytes[i + 3] << 24;
      h = (h ^ word) * 0xD6E8_FEB8_6659_FD93L;
      h ^= h >>> 32 ^ seed;
    }
    for (; i < end; i++) {
      h = (h ^ bytes[i]) * 0xD6E8_FEB8_6659_FD93L;
      h ^= h >>> 32;
    }
    h *= 0x9E37_79B9_7F4A_7C15L;
    return (int) (h >>> 32);
  }

  // ---- reading

  /** The array the block of a set lies in. */
  byte[] bytes(int id) {
    return blocks.page(rows.get(id, PLACE));
  }

  int offset(int id) {
    return blocks.at(rows.get(id, PLACE));
  }

  int length(int id) {
    return rows.get(id, LENGTH) & LENGTH_MASK;
  }

  /** What validation makes of a set's AS path; asked once. */
  int verdict(int id, RouteValidation validation) {
    int[] page = rows.page(id);
    int at = rows.at(id);
    int known = page[at + LENGTH] >>> VERDICT_SHIFT;
    return known != 0 ? known - 1 : askVerdict(id, page, at, validation);
  }

  private int askVerdict(int id, int[] page, int at, RouteValidation validation) {
    int length = page[at + LENGTH] & LENGTH_MASK;
    int verdict = validation.path(bytes(id), offset(id), length);
    page[at + LENGTH] = length | verdict + 1 << VERDICT_SHIFT;
    return verdict;
  }

  /** Asks again for every set that was asked for; returns those with another answer. */
  BitSet askVerdictsAgain(RouteValidation validation) {
    BitSet others = new BitSet();
    for (int id = 0; id < rows.rows(); id++) {
      int[] page = rows.page(id);
      int at = rows.at(id);
      int known = page[at + LENGTH] >>> VERDICT_SHIFT;
      if (page[at + REFERENCES] > 0 && known != 0) {
        if (askVerdict(id, page, at, validation) != known - 1) {
          others.set(id);
        }
      } else {
        page[at + LENGTH] &= LENGTH_MASK;
      }
    }
    return others;
  }

  int originAs(int id) {
    return rows.get(id, ORIGIN);
  }

  /** Paths that name the set. */
  int references(int id) {
    return rows.get(id, REFERENCES);
  }

  /** How many sets there are, candidates included. */
  int size() {
    return size;
  }

  // ---- memory

  long blockBytes() {
    return blocks.bytes();
  }

  long rowBytes() {
    return rows.bytes();
  }

  long indexBytes() {
    return buckets.bytes();
  }
}
