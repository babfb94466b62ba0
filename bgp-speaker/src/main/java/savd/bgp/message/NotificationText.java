package savd.bgp.message;

/**
 * Error codes and subcodes in words, as the IANA registry "BGP Error Subcodes" names them: RFC 4271
 * section 6, RFC 5492 (2/7), RFC 9234 (2/11), RFC 4486, RFC 8538 (6/9), RFC 9384 (6/10), RFC 6608
 * (5), RFC 7313 (7), RFC 9687 (8).
 */
final class NotificationText {
  private static final String[] CODES = {
    "Reserved",
    "Message Header Error",
    "OPEN Message Error",
    "UPDATE Message Error",
    "Hold Timer Expired",
    "Finite State Machine Error",
    "Cease",
    "ROUTE-REFRESH Message Error",
    "Send Hold Timer Expired"
  };

  private static final String[][] SUBCODES = {
    {},
    {"Unspecific", "Connection Not Synchronized", "Bad Message Length", "Bad Message Type"},
    {
      "Unspecific",
      "Unsupported Version Number",
      "Bad Peer AS",
      "Bad BGP Identifier",
      "Unsupported Optional Parameter",
      "Authentication Failure (deprecated)",
      "Unacceptable Hold Time",
      "Unsupported Capability",
      "Grouping Conflict (deprecated)",
      "Grouping Required (deprecated)",
      "Capability Value Mismatch (deprecated)",
      "Role Mismatch"
    },
    {
      "Unspecific",
      "Malformed Attribute List",
      "Unrecognized Well-known Attribute",
      "Missing Well-known Attribute",
      "Attribute Flags Error",
      "Attribute Length Error",
      "Invalid ORIGIN Attribute",
      "AS Routing Loop (deprecated)",
      "Invalid NEXT_HOP Attribute",
      "Optional Attribute Error",
      "Invalid Network Field",
      "Malformed AS_PATH"
    },
    {},
    {
      "Unspecified Error",
      "Receive Unexpected Message in OpenSent State",
      "Receive Unexpected Message in OpenConfirm State",
      "Receive Unexpected Message in Established State"
    },
    {
      "Unspecific",
      "Maximum Number of Prefixes Reached",
      "Administrative Shutdown",
      "Peer De-configured",
      "Administrative Reset",
      "Connection Rejected",
      "Other Configuration Change",
      "Connection Collision Resolution",
      "Out of Resources",
      "Hard Reset",
      "BFD Down"
    },
    {"Reserved", "Invalid Message Length"},
    {}
  };

  private NotificationText() {}

  static String of(int code, int subcode) {
    if (code < 0 || code >= CODES.length) {
      return "error " + code + ", subcode " + subcode;
    }
    String[] subcodes = SUBCODES[code];
    if (subcode >= 0 && subcode < subcodes.length) {
      return CODES[code] + ", " + subcodes[subcode];
    }
    return subcode == 0 ? CODES[code] : CODES[code] + ", subcode " + subcode;
  }
}
