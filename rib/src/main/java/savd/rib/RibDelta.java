package savd.rib;

import java.util.Arrays;
import savd.net.AddressFamily;

/**
 * What a batch really changed, in columns and in order; announcements that changed nothing do not
 * appear, nor does a path's becoming stale or fresh by itself.
 *
 * <p>Prefix numbers and both attribute numbers stay valid until the RIB is next mutated, even those
 * of prefixes and attribute sets that are no longer in use. The RIB hands out the same object again
 * with the next delta.
 */
public final class RibDelta {
  /** One side of a change is empty: the path was not there before, or is gone. */
  public static final int NONE = -1;

  /** Room for so many changes is kept for the next delta. */
  private static final int KEPT = 1 << 16;

  private int size;
  private byte[] families = new byte[64];
  private int[] prefixIds = new int[64];
  private int[] peers = new int[64];
  private int[] pathIds = new int[64];
  private int[] oldAttributes = new int[64];
  private int[] newAttributes = new int[64];
  private byte[] oldFlags = new byte[64];
  private byte[] newFlags = new byte[64];
  private static final AddressFamily[] FAMILIES = AddressFamily.values();

  void clear() {
    size = 0;
    if (prefixIds.length > KEPT) {
      resize(KEPT);
    }
  }

  private void resize(int n) {
    families = Arrays.copyOf(families, n);
    prefixIds = Arrays.copyOf(prefixIds, n);
    peers = Arrays.copyOf(peers, n);
    pathIds = Arrays.copyOf(pathIds, n);
    oldAttributes = Arrays.copyOf(oldAttributes, n);
    newAttributes = Arrays.copyOf(newAttributes, n);
    oldFlags = Arrays.copyOf(oldFlags, n);
    newFlags = Arrays.copyOf(newFlags, n);
  }

  void add(
      AddressFamily family,
      int prefixId,
      int peer,
      int pathId,
      int oldAttributes,
      int oldFlags,
      int newAttributes,
      int newFlags) {
    if (size == prefixIds.length) {
      resize(size * 2);
    }
    families[size] = (byte) family.ordinal();
    prefixIds[size] = prefixId;
    peers[size] = peer;
    pathIds[size] = pathId;
    this.oldAttributes[size] = oldAttributes;
    this.newAttributes[size] = newAttributes;
    this.oldFlags[size] = (byte) oldFlags;
    this.newFlags[size] = (byte) newFlags;
    size++;
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  public AddressFamily family(int i) {
    return FAMILIES[families[i]];
  }

  public int prefixId(int i) {
    return prefixIds[i];
  }

  /** Index of the peer whose path changed. */
  public int peerIndex(int i) {
    return peers[i];
  }

  /** ADD-PATH identifier of the path, 0 without (RFC 7911). */
  public int pathId(int i) {
    return pathIds[i];
  }

  /** Attribute set before, {@link #NONE} for a new path. */
  public int oldAttributes(int i) {
    return oldAttributes[i];
  }

  /** Attribute set now, {@link #NONE} for a path that is gone. */
  public int newAttributes(int i) {
    return newAttributes[i];
  }

  /** Flags of {@link RibView} before; 0 for a new path. */
  public int oldFlags(int i) {
    return oldFlags[i];
  }

  /** Flags of {@link RibView} now; 0 for a path that is gone. */
  public int newFlags(int i) {
    return newFlags[i];
  }

  long bytes() {
    return 22L * prefixIds.length;
  }
}
