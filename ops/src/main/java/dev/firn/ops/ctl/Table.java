package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Rows under headings, columns as wide as they need be; numbers stand to the right. */
final class Table {
  private static final String BETWEEN = "  ";

  private final List<String> headings;
  private final List<List<String>> rows = new ArrayList<>();

  Table(String... headings) {
    this.headings = List.of(headings);
  }

  Table row(Object... cells) {
    if (cells.length != headings.size()) {
      throw new IllegalArgumentException(
          cells.length + " cells under " + headings.size() + " headings");
    }
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(String.valueOf(cell));
    }
    rows.add(row);
    return this;
  }

  /** A row of these fields of an object, a dash where it has none. */
  Table fields(JsonNode row, String... names) {
    return row(Stream.of(names).map(name -> Text.of(row, name)).toArray());
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  void print(PrintWriter out) {
    print(out, headings);
    rows.forEach(row -> print(out, row));
  }

  private void print(PrintWriter out, List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      String cell = row.get(column);
      String gap = " ".repeat(width(column) - cell.length());
      line.append(column == 0 ? "" : BETWEEN);
      line.append(isNumeric(column) ? gap + cell : cell + gap);
    }
    out.println(line.toString().stripTrailing());
  }

  private int width(int column) {
    int width = headings.get(column).length();
    for (List<String> row : rows) {
      width = Math.max(width, row.get(column).length());
    }
    return width;
  }

  private boolean isNumeric(int column) {
    return !rows.isEmpty()
        && rows.stream().allMatch(row -> row.get(column).matches("-|[0-9][0-9.,]*( [a-zA-Z/]+)?"));
  }
}
