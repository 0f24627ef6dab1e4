package dev.firn.catalog.datafile;

import dev.firn.catalog.datafile.ColumnPages.Indices;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntToLongFunction;
import org.apache.parquet.column.statistics.Statistics;

/** A required column of longs that many rows share; see {@link SharedTextColumn}. */
final class SharedLongColumn {
  private final Levels levels = Levels.flat(false);
  private final Bytes dictionary = new Bytes(256);
  private final Indices indices = new Indices();
  private final Map<Long, Integer> entries = new HashMap<>();

  void write(Indices ordinals, int distinct, IntToLongFunction valueOf, ColumnPages pages)
      throws IOException {
    reset();
    Statistics<?> statistics = pages.newStatistics(levels);
    int[] entryOfOrdinal = new int[distinct];
    for (int row = 0; row < ordinals.count(); row++) {
      int ordinal = ordinals.array()[row];
      if (entryOfOrdinal[ordinal] == 0) {
        entryOfOrdinal[ordinal] = entryFor(valueOf.applyAsLong(ordinal), statistics) + 1;
      }
      levels.present();
      indices.add(entryOfOrdinal[ordinal] - 1);
    }
    pages.writeWithDictionary(dictionary, entries.size(), levels, indices, statistics);
  }

  private int entryFor(long value, Statistics<?> statistics) {
    Integer known = entries.get(value);
    if (known != null) {
      return known;
    }
    int entry = entries.size();
    entries.put(value, entry);
    dictionary.putLong(value);
    statistics.updateStats(value);
    return entry;
  }

  private void reset() {
    levels.clear();
    dictionary.resize(0);
    indices.clear();
    entries.clear();
  }
}
