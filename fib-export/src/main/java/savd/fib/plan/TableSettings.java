package savd.fib.plan;

/**
 * What the operator chooses about our table.
 *
 * @param table name of the {@code inet} table, 1 to 63 letters, digits and underscores
 * @param priority of the base chain at prerouting; -300 is "raw", before connection tracking
 * @param samplesPerSecond blocked packets logged per interface and second; 0 turns sampling off
 * @param logGroup nfnetlink_log group the samples go to, 0 to 65535
 * @param snapLength bytes of a packet that go into a sample, at least 44 for IPv6 with ports
 */
public record TableSettings(
    String table, int priority, int samplesPerSecond, int logGroup, int snapLength) {
  public TableSettings {
    if (!table.matches("[A-Za-z][A-Za-z0-9_]{0,62}")) {
      throw new IllegalArgumentException("not a table name: \"" + table + "\"");
    }
    if (samplesPerSecond < 0 || logGroup < 0 || logGroup > 0xFFFF || snapLength < 0) {
      throw new IllegalArgumentException(
          "sampling " + samplesPerSecond + "/" + logGroup + "/" + snapLength);
    }
  }

  public static TableSettings standard() {
    return new TableSettings("savd", -300, 10, 7823, 64);
  }
}
