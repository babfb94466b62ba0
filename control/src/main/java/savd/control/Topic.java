package savd.control;

import java.util.Locale;

/** What {@code monitor} can be told to tell. */
public enum Topic {
  NEIGHBORS,
  READINESS,
  RULES,
  DATAPLANE,
  CONFIGURATION,
  /** Caches, data in force or too old, files refused. */
  RPKI,
  /** Members of our customer cone, and how they stand. */
  PI_SAV,
  /** Every change of every route: much. */
  ROUTES,
  DROPS;

  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
