package savd.testbed.scenario;

/** The methods of figures 2, 5 and 10 that savd has, with the names of its configuration. */
public enum Method {
  ACL("ACL", "acl"),
  STRICT("Strict uRPF", "strict"),
  LOOSE("Loose uRPF", "loose"),
  FEASIBLE("FP-uRPF", "feasible"),
  VRF("VRF uRPF", "vrf"),
  EFP_A("EFP-uRPF A", "efp-a"),
  EFP_B("EFP-uRPF B", "efp-b");

  private final String text;
  private final String word;

  Method(String text, String word) {
    this.text = text;
    this.word = word;
  }

  /** The word in savd.toml. */
  public String word() {
    return word;
  }

  @Override
  public String toString() {
    return text;
  }
}
