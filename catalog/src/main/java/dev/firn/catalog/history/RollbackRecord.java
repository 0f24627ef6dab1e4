package dev.firn.catalog.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A rollback that was ordered through Firn, as the table remembers it.
 *
 * @param id of the order, by which one of unknown outcome is found again
 * @param from the snapshot that was current before
 * @param to the snapshot that was made current
 * @param toSequence its sequence number: files with a greater one were taken out
 */
public record RollbackRecord(String id, long from, long to, long toSequence, Instant at) {
  /** Key of the table property. */
  public static final String KEY = "firn.rollbacks";

  private static final int KEPT = 16;

  /**
   * The last ones, the newest at the end.
   *
   * @throws IllegalArgumentException when the property is somebody else's
   */
  public static List<RollbackRecord> in(Map<String, String> properties) {
    List<RollbackRecord> records = new ArrayList<>();
    String text = properties.getOrDefault(KEY, "");
    for (String one : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      records.add(parse(one));
    }
    return records;
  }

  private static RollbackRecord parse(String text) {
    String[] parts = text.split(":", -1);
    try {
      return new RollbackRecord(
          parts[0],
          Long.parseLong(parts[1]),
          Long.parseLong(parts[2]),
          Long.parseLong(parts[3]),
          Instant.ofEpochMilli(Long.parseLong(parts[4])));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          KEY + " is id:from:to:sequence:milliseconds, separated by commas, not \"" + text + "\"",
          e);
    }
  }

  /** The property with this one added. */
  String after(Map<String, String> properties) {
    List<RollbackRecord> all = new ArrayList<>(in(properties));
    all.add(this);
    return all.subList(Math.max(0, all.size() - KEPT), all.size()).stream()
        .map(RollbackRecord::text)
        .collect(Collectors.joining(","));
  }

  private String text() {
    return id + ":" + from + ":" + to + ":" + toSequence + ":" + at.toEpochMilli();
  }

  static boolean isIn(Map<String, String> properties, String id) {
    return in(properties).stream().anyMatch(one -> one.id.equals(id));
  }
}
