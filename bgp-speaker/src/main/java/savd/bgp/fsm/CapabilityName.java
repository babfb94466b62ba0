package savd.bgp.fsm;

/** The capabilities savd sends, with their codes (IANA registry "Capability Codes"). */
public enum CapabilityName {
  MULTIPROTOCOL(1),
  ROUTE_REFRESH(2),
  EXTENDED_NEXT_HOP(5),
  EXTENDED_MESSAGE(6),
  ROLE(9),
  GRACEFUL_RESTART(64),
  FOUR_OCTET_AS(65),
  ADD_PATH(69),
  ENHANCED_ROUTE_REFRESH(70);

  private final int code;

  CapabilityName(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
