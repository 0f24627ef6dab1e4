package dev.firn.catalog.promotion;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a row's {@code data} has for the columns that its type fills: all of them found in one pass,
 * which ends at the last. Of members that are there twice the first counts. What cannot be found,
 * or does not fit, is null; {@code data} keeps it as it was sent. One instance serves one thread.
 */
public final class PromotedValues {
  /** Names come from outside: none is kept for good, none of them can make it throw. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .build();

  private final List<PromotedColumn> columns;
  private final Node root = new Node();
  private final @Nullable Object[] values;
  private final long[] misfits;
  private long row;
  private int left;

  /** Where paths divide. */
  private static final class Node {
    private final Map<String, Node> members = new HashMap<>();
    private final Map<Integer, Node> elements = new HashMap<>();
    private final List<Integer> columns = new ArrayList<>();
    private long seenInRow;

    private Node child(JsonPath.Step step) {
      if (step instanceof JsonPath.Step.Member member) {
        return members.computeIfAbsent(member.name(), name -> new Node());
      }
      return elements.computeIfAbsent(((JsonPath.Step.Element) step).index(), index -> new Node());
    }
  }

  public PromotedValues(List<PromotedColumn> columns) {
    this.columns = List.copyOf(columns);
    this.values = new Object[columns.size()];
    this.misfits = new long[columns.size()];
    for (int column = 0; column < columns.size(); column++) {
      Node node = root;
      for (JsonPath.Step step : columns.get(column).path().steps()) {
        node = node.child(step);
      }
      node.columns.add(column);
    }
  }

  public List<PromotedColumn> columns() {
    return columns;
  }

  /**
   * Turns to a row.
   *
   * @param length of its {@code data} in bytes; negative where it is null
   */
  public void read(byte[] array, int start, int length) {
    Arrays.fill(values, null);
    row++;
    left = columns.size();
    if (length <= 0 || left == 0) {
      return;
    }
    try (JsonParser parser = JSON.createParser(array, start, length)) {
      if (parser.nextToken() != null) {
        visit(parser, root);
      }
    } catch (IOException e) {
      return; // data need not be JSON; what comes after its first fault is not looked at
    }
  }

  private void visit(JsonParser parser, Node node) throws IOException {
    for (int column : node.columns) {
      take(parser, column);
    }
    if (parser.currentToken() == JsonToken.START_OBJECT && !node.members.isEmpty()) {
      visitMembers(parser, node);
    } else if (parser.currentToken() == JsonToken.START_ARRAY && !node.elements.isEmpty()) {
      visitElements(parser, node);
    } else {
      parser.skipChildren();
    }
  }

  private void visitMembers(JsonParser parser, Node node) throws IOException {
    while (left > 0 && parser.nextToken() == JsonToken.FIELD_NAME) {
      Node child = node.members.get(parser.currentName());
      parser.nextToken();
      if (child == null || child.seenInRow == row) {
        parser.skipChildren();
      } else {
        child.seenInRow = row;
        visit(parser, child);
      }
    }
  }

  private void visitElements(JsonParser parser, Node node) throws IOException {
    for (int index = 0; left > 0 && parser.nextToken() != JsonToken.END_ARRAY; index++) {
      Node child = node.elements.get(index);
      if (child == null) {
        parser.skipChildren();
      } else {
        visit(parser, child);
      }
    }
  }

  private void take(JsonParser parser, int column) throws IOException {
    left--;
    if (parser.currentToken() != JsonToken.VALUE_NULL) {
      Object value = JsonValue.read(parser, columns.get(column).type());
      values[column] = value;
      misfits[column] += value == null ? 1 : 0;
    }
  }

  /** Of the row turned to: a Boolean, Integer, Long, Float, Double or byte[], or null. */
  public @Nullable Object value(int column) {
    return values[column];
  }

  /** Tells of the values of all rows so far that did not fit. */
  public void tell(Misfits monitor) {
    for (int column = 0; column < misfits.length; column++) {
      if (misfits[column] > 0) {
        monitor.found(columns.get(column).name(), misfits[column]);
      }
    }
  }
}
