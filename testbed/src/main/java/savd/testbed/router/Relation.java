package savd.testbed.router;

/** What the other side of a session is to this router. */
public enum Relation {
  CUSTOMER(200, "provider"),
  PEER(150, "peer"),
  PROVIDER(100, "customer");

  private final int localPreference;
  private final String ownRole;

  Relation(int localPreference, String ownRole) {
    this.localPreference = localPreference;
    this.ownRole = ownRole;
  }

  /** What routes learned from it get. */
  public int localPreference() {
    return localPreference;
  }

  /** The role of RFC 9234 this router has towards it, as configuration languages write it. */
  public String ownRole() {
    return ownRole;
  }

  /** True when it is to get own and customers' routes only. */
  public boolean getsOnlyOwnCone() {
    return this != CUSTOMER;
  }
}
