package dev.firn.catalog.datafile;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firn.catalog.datafile.ColumnPages.Indices;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.apache.parquet.column.statistics.Statistics;
import org.jspecify.annotations.Nullable;

/**
 * A column whose value many rows share because they came with one request or one append: each
 * distinct value is looked at once, each row costs one array access.
 */
final class SharedTextColumn {
  private static final int UNSEEN = -2;
  private static final int NULL = -1;

  private final Levels levels;
  private final TextDictionary dictionary = new TextDictionary();
  private final Indices indices = new Indices();
  private int[] entryOfOrdinal = new int[0];

  SharedTextColumn(Levels levels) {
    this.levels = levels;
  }

  /**
   * Writes the column of a row group.
   *
   * @param ordinals for each row, the number of what it shares
   * @param valueOf the value that goes with a number
   */
  void write(
      Indices ordinals, int distinct, IntFunction<@Nullable String> valueOf, ColumnPages pages)
      throws IOException {
    reset(distinct);
    for (int row = 0; row < ordinals.count(); row++) {
      int ordinal = ordinals.array()[row];
      int entry = entryOfOrdinal[ordinal];
      if (entry == UNSEEN) {
        entry = entryFor(valueOf.apply(ordinal));
        entryOfOrdinal[ordinal] = entry;
      }
      if (entry == NULL) {
        levels.absent();
      } else {
        levels.present();
        indices.add(entry);
      }
    }
    if (levels.isAllNull()) {
      pages.writeNulls(levels);
      return;
    }
    Statistics<?> statistics = pages.newStatistics(levels);
    dictionary.addBounds(statistics);
    pages.writeWithDictionary(
        dictionary.entries(), dictionary.count(), levels, indices, statistics);
  }

  private int entryFor(@Nullable String value) {
    if (value == null) {
      return NULL;
    }
    byte[] bytes = value.getBytes(UTF_8);
    return dictionary.index(bytes, 0, bytes.length);
  }

  private void reset(int distinct) {
    levels.clear();
    dictionary.clear();
    indices.clear();
    if (entryOfOrdinal.length < distinct) {
      entryOfOrdinal = new int[distinct];
    }
    Arrays.fill(entryOfOrdinal, UNSEEN);
  }
}
