package savd.rpki.sources;

import savd.rpki.payload.RpkiDelta;

/** Hears what becomes of RPKI data. */
public interface RpkiListener {
  /**
   * What is in force has changed, be it in router keys only; see {@link RpkiDelta#isEmpty}.
   *
   * @param availability how it stands after the change
   */
  void changed(RpkiDelta delta, Availability availability);

  /**
   * Data can, or can no longer, be relied on. Told before the change of data where they go and
   * after it where they come, so that nobody acts on data that are not all there.
   *
   * @param sinceMillis from when on, Unix time
   */
  void availability(Availability availability, long sinceMillis);
}
