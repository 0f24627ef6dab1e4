package dev.firn.catalog.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Numbers of commits that an operator took out of the table's history on purpose: the ledger does
 * not add them again. Kept in a table property, to be set in the transaction that moves {@code
 * main}, so that there is no moment at which a rollback looks like somebody's accident.
 */
public record DroppedLedgers(List<Range> ranges) {
  /** Key of the table property. */
  public static final String KEY = "firn.ledger.dropped";

  public static final DroppedLedgers NONE = new DroppedLedgers(List.of());

  private static final int KEPT = 32;

  /** From and through, both included. */
  public record Range(long from, long through) {
    public Range {
      if (from < 1 || through < from) {
        throw new IllegalArgumentException(
            "Not a range of ledger numbers: " + from + "-" + through);
      }
    }

    boolean contains(long ledger) {
      return from <= ledger && ledger <= through;
    }

    @Override
    public String toString() {
      return from + "-" + through;
    }
  }

  public DroppedLedgers {
    ranges = List.copyOf(ranges);
  }

  /**
   * What the properties say.
   *
   * @throws IllegalArgumentException when it is not {@code from-through}, separated by commas
   */
  public static DroppedLedgers in(Map<String, String> properties) {
    String text = properties.getOrDefault(KEY, "");
    if (text.isBlank()) {
      return NONE;
    }
    List<Range> ranges = new ArrayList<>();
    for (String range : text.split(",", -1)) {
      String[] ends = range.trim().split("-", -1);
      try {
        ranges.add(new Range(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1])));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            KEY + " is ranges such as 5-7,12-12, not \"" + text + "\"", e);
      }
    }
    return new DroppedLedgers(ranges);
  }

  /** With one more range; the oldest are forgotten, their commits have long settled. */
  public DroppedLedgers with(long from, long through) {
    List<Range> more = new ArrayList<>(ranges);
    more.add(new Range(from, through));
    return new DroppedLedgers(more.subList(Math.max(0, more.size() - KEPT), more.size()));
  }

  public boolean contains(long ledger) {
    return ranges.stream().anyMatch(range -> range.contains(ledger));
  }

  /** The value of the property. */
  @Override
  public String toString() {
    return ranges.stream().map(Range::toString).collect(Collectors.joining(","));
  }
}
