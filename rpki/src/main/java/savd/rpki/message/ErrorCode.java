package savd.rpki.message;

import java.util.Arrays;
import java.util.Optional;

/** The codes of an Error Report (RFC 8210, section 12; from 9 on draft-ietf-sidrops-8210bis). */
public enum ErrorCode {
  CORRUPT_DATA(0, "Corrupt Data"),
  INTERNAL_ERROR(1, "Internal Error"),
  NO_DATA_AVAILABLE(2, "No Data Available"),
  INVALID_REQUEST(3, "Invalid Request"),
  UNSUPPORTED_VERSION(4, "Unsupported Protocol Version"),
  UNSUPPORTED_TYPE(5, "Unsupported PDU Type"),
  UNKNOWN_WITHDRAWAL(6, "Withdrawal of Unknown Record"),
  DUPLICATE_ANNOUNCEMENT(7, "Duplicate Announcement Received"),
  UNEXPECTED_VERSION(8, "Unexpected Protocol Version"),
  ASPA_PROVIDER_LIST(9, "ASPA Provider List Error"),
  TRANSPORT_FAILED(10, "Transport Failed"),
  ORDERING(11, "Ordering Error"),
  CACHE_RESTART(12, "Cache Restart"),
  CACHE_SHUTDOWN(13, "Cache Shutdown");

  private final int code;
  private final String text;

  ErrorCode(int code, String text) {
    this.code = code;
    this.text = text;
  }

  public int code() {
    return code;
  }

  /** As the document names it. */
  public String text() {
    return text;
  }

  /** Empty for a code no document knows. */
  public static Optional<ErrorCode> of(int code) {
    return Arrays.stream(values()).filter(e -> e.code == code).findFirst();
  }
}
