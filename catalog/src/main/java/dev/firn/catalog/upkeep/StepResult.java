package dev.firn.catalog.upkeep;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a step of upkeep has come to.
 *
 * @param figures by their names, in the order in which they are told
 * @param detail what is to be known besides; may be empty
 */
public record StepResult(Map<String, Long> figures, String detail) {
  public StepResult {
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
  }

  /** A result of one figure. */
  public static StepResult of(String name, long value) {
    return new StepResult(Map.of(name, value), "");
  }

  /** The same and one figure more. */
  public StepResult and(String name, long value) {
    Map<String, Long> more = new LinkedHashMap<>(figures);
    more.put(name, value);
    return new StepResult(more, detail);
  }

  /** The same with something to be known. */
  public StepResult saying(String what) {
    return new StepResult(figures, what);
  }

  /** A figure; 0 where it is not told. */
  public long figure(String name) {
    return figures.getOrDefault(name, 0L);
  }
}
