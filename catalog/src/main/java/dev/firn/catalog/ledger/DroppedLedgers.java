package dev.firn.catalog.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
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

  /** Ranges that a table remembers; more of them cannot be dropped at once. */
  public static final int KEPT = 256;

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

  /** With these, the newest; neighbours share a range. */
  public DroppedLedgers with(NavigableSet<Long> numbers) {
    DroppedLedgers all = this;
    for (Range range : ranges(numbers)) {
      all = all.with(range.from(), range.through());
    }
    return all;
  }

  /** Without these, because they are in the history again. */
  public DroppedLedgers without(Set<Long> numbers) {
    List<Range> fewer = new ArrayList<>();
    for (Range range : ranges) {
      NavigableSet<Long> back = new TreeSet<>();
      numbers.stream().filter(range::contains).forEach(back::add);
      long from = range.from();
      for (long number : back) {
        addRange(from, number - 1, fewer);
        from = number + 1;
      }
      addRange(from, range.through(), fewer);
    }
    return new DroppedLedgers(fewer);
  }

  private static void addRange(long from, long through, List<Range> ranges) {
    if (from <= through) {
      ranges.add(new Range(from, through));
    }
  }

  /** As few ranges as hold exactly these numbers, in order. */
  public static List<Range> ranges(NavigableSet<Long> numbers) {
    List<Range> ranges = new ArrayList<>();
    for (long number : numbers) {
      Range last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
      if (last != null && last.through() == number - 1) {
        ranges.set(ranges.size() - 1, new Range(last.from(), number));
      } else {
        ranges.add(new Range(number, number));
      }
    }
    return ranges;
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
