package savd.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows in aligned columns. The first rows wait until the widths are known; a long table then flows
 * through, so that it needs no more memory than those.
 */
final class TextTable {
  private static final int ROWS_THAT_SET_WIDTHS = 200;

  /** A column's heading; its cells stand to the right when {@code right} is set. */
  record Column(String heading, boolean right) {
    static Column left(String heading) {
      return new Column(heading, false);
    }

    static Column right(String heading) {
      return new Column(heading, true);
    }
  }

  /** A cell and its colour. */
  record Cell(String text, Terminal.Style style) {
    static Cell of(Object value) {
      return value instanceof Cell cell ? cell : new Cell(value.toString(), Terminal.Style.PLAIN);
    }
  }

  private final Terminal terminal;
  private final List<Column> columns;
  private final int[] widths;
  private List<Cell[]> waiting = new ArrayList<>();
  private long rows;

  TextTable(Terminal terminal, Column... columns) {
    this.terminal = terminal;
    this.columns = List.of(columns);
    widths = Arrays.stream(columns).mapToInt(c -> c.heading().length()).toArray();
  }

  long rows() {
    return rows;
  }

  /** Adds a row; each cell is a {@link Cell} or shown by its text. */
  void row(Object... cells) {
    Cell[] row = Arrays.stream(cells).map(Cell::of).toArray(Cell[]::new);
    rows++;
    if (waiting == null) {
      print(row);
      return;
    }
    for (int i = 0; i < row.length; i++) {
      widths[i] = Math.max(widths[i], row[i].text().length());
    }
    waiting.add(row);
    if (waiting.size() == ROWS_THAT_SET_WIDTHS) {
      finish();
    }
  }

  /** Prints what waits; nothing at all for a table without rows. */
  void finish() {
    if (waiting == null || waiting.isEmpty()) {
      return;
    }
    print(
        columns.stream()
            .map(c -> new Cell(c.heading(), Terminal.Style.HEADING))
            .toArray(Cell[]::new));
    waiting.forEach(this::print);
    waiting = null;
  }

  private void print(Cell[] row) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.length; i++) {
      String text = row[i].text();
      String padding = " ".repeat(Math.max(0, widths[i] - text.length()));
      String shown = terminal.styled(text, text.isEmpty() ? Terminal.Style.PLAIN : row[i].style());
      if (columns.get(i).right()) {
        line.append(padding).append(shown);
      } else {
        line.append(shown);
        if (i < row.length - 1) {
          line.append(padding);
        }
      }
      if (i < row.length - 1) {
        line.append("  ");
      }
    }
    terminal.line(line.toString().stripTrailing());
  }
}
