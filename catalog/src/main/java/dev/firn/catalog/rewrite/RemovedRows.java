package dev.firn.catalog.rewrite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.io.InputFile;
import org.apache.parquet.hadoop.ParquetFileReader;

/**
 * Which rows compaction took out of a partition because their event was there before. Kept in the
 * footer of a file that is in the table instead, so that whoever misses a row finds out in the same
 * snapshot, and handed on when that file is rewritten. JSON, under {@link #KEY}: for each writer a
 * list of {@code [append, first index, last index]}.
 */
public final class RemovedRows {
  public static final String KEY = "firn.duplicates-removed";

  private static final JsonMapper JSON = new JsonMapper();
  private static final TypeReference<Map<String, List<List<Long>>>> FORM = new TypeReference<>() {};

  private RemovedRows() {}

  /** What goes into a footer; empty where nothing was removed. */
  static Map<String, String> metadata(Collection<Place> places) {
    if (places.isEmpty()) {
      return Map.of();
    }
    Map<String, List<List<Long>>> byWriter = new TreeMap<>();
    for (Place place : new TreeSet<>(places)) {
      List<List<Long>> ranges =
          byWriter.computeIfAbsent(place.writer(), writer -> new ArrayList<>());
      List<Long> last = ranges.isEmpty() ? List.of(-1L, 0L, 0L) : ranges.get(ranges.size() - 1);
      if (last.get(0) == place.append() && last.get(2) + 1 == place.index()) {
        ranges.set(ranges.size() - 1, List.of(last.get(0), last.get(1), (long) place.index()));
      } else {
        ranges.add(List.of(place.append(), (long) place.index(), (long) place.index()));
      }
    }
    try {
      return Map.of(KEY, JSON.writeValueAsString(byWriter));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Numbers and texts are JSON", e);
    }
  }

  /**
   * Reads what a footer says.
   *
   * @throws IllegalArgumentException when it is not what Firn writes
   */
  static List<Place> in(Map<String, String> metadata) {
    String text = metadata.get(KEY);
    if (text == null) {
      return List.of();
    }
    List<Place> places = new ArrayList<>();
    try {
      JSON.readValue(text, FORM)
          .forEach(
              (writer, ranges) -> {
                for (List<Long> range : ranges) {
                  for (long index = range.get(1); index <= range.get(2); index++) {
                    places.add(new Place(writer, range.get(0), Math.toIntExact(index)));
                  }
                }
              });
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Not what " + KEY + " holds: " + text, e);
    }
    return places;
  }

  /** Whether a footer speaks of removed rows, and of which. */
  public static List<Place> of(InputFile file) throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(new ParquetInput(file))) {
      return in(
          Optional.ofNullable(reader.getFileMetaData().getKeyValueMetaData()).orElse(Map.of()));
    }
  }
}
