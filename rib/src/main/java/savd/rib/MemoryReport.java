package savd.rib;

import java.util.List;

/** What the tables of a RIB hold, for status and metrics. */
public record MemoryReport(List<Table> tables) {
  public MemoryReport {
    tables = List.copyOf(tables);
  }

  /**
   * One table.
   *
   * @param name what it holds, in words joined by hyphens
   * @param bytes octets of heap it occupies, unused room included
   * @param rows rows in use
   */
  public record Table(String name, long bytes, long rows) {}

  /** Octets of heap over all tables. */
  public long bytes() {
    return tables.stream().mapToLong(Table::bytes).sum();
  }
}
