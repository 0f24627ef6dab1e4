package dev.firn.catalog.audit;

import dev.firn.catalog.audit.LiveFile.AppendRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Rows of one writer in one file.
 *
 * @param places of the rows, sorted; known only where the file had to be read
 */
record Segment(
    LiveFile file, String writer, long from, long to, long rows, Optional<Places> places) {
  private static final int INDEX_BITS = 20;

  /** Sequence and index of rows in one number each, sorted. */
  static final class Places {
    private final long[] sorted;

    Places(long[] sorted) {
      this.sorted = sorted;
    }

    LongStream stream() {
      return Arrays.stream(sorted);
    }

    long countBetween(long fromAppend, long throughAppend) {
      return Arrays.stream(sorted)
          .filter(place -> append(place) >= fromAppend && append(place) <= throughAppend)
          .count();
    }
  }

  static long append(long place) {
    return place >> INDEX_BITS;
  }

  /** From metadata where that says enough, else by reading. */
  static List<Segment> of(LiveFile file, RowReader reader) {
    return file.range().map(range -> List.of(of(file, range))).orElseGet(() -> read(file, reader));
  }

  private static Segment of(LiveFile file, AppendRange range) {
    return new Segment(
        file, range.writer(), range.from(), range.to(), file.rows(), Optional.empty());
  }

  static List<Segment> read(LiveFile file, RowReader reader) {
    Map<String, Growing> byWriter = new HashMap<>();
    reader.read(
        file,
        row ->
            byWriter
                .computeIfAbsent((String) row.getField("ingest_writer"), writer -> new Growing())
                .add(
                    ((Long) row.getField("ingest_seq") << INDEX_BITS)
                        + (Integer) row.getField("ingest_index")),
        "ingest_writer",
        "ingest_seq",
        "ingest_index");
    List<Segment> segments = new ArrayList<>();
    byWriter.forEach((writer, places) -> segments.add(places.segment(file, writer)));
    return segments;
  }

  private static final class Growing {
    private long[] places = new long[64];
    private int size;

    void add(long place) {
      if (size == places.length) {
        places = Arrays.copyOf(places, size * 2);
      }
      places[size++] = place;
    }

    Segment segment(LiveFile file, String writer) {
      long[] sorted = Arrays.copyOf(places, size);
      Arrays.sort(sorted);
      return new Segment(
          file,
          writer,
          append(sorted[0]),
          append(sorted[size - 1]),
          size,
          Optional.of(new Places(sorted)));
    }
  }
}
