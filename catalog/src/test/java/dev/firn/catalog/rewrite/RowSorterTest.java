package dev.firn.catalog.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowSorterTest {
  @TempDir Path folder;

  private List<Long> sorted(int rows, int rowBytes, long memory, int leastRuns) throws IOException {
    Random random = new Random(7);
    RowSorter sorter = new RowSorter(folder, memory);
    RowBuffer key = new RowBuffer();
    RowBuffer row = new RowBuffer();
    for (int i = 0; i < rows; i++) {
      long number = random.nextLong() >>> 1;
      key.clear();
      key.putLong(number);
      row.clear();
      row.putLong(number);
      row.put(new byte[rowBytes], 0, random.nextInt(rowBytes));
      sorter.add(key, row);
    }
    List<Long> found = new ArrayList<>();
    try (SortedRows all = sorter.sorted()) {
      while (all.next()) {
        long byKey = ByteBuffer.wrap(all.array(), all.keyStart(), all.keyLength()).getLong();
        assertThat(ByteBuffer.wrap(all.array(), all.rowStart(), all.rowLength()).getLong())
            .isEqualTo(byKey);
        found.add(byKey);
      }
    }
    assertThat(sorter.spilled()).isGreaterThanOrEqualTo(leastRuns);
    return found;
  }

  @Test
  void whatFitsIsSortedInMemory() throws IOException {
    assertThat(sorted(1000, 100, 1 << 20, 0)).hasSize(1000).isSorted();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void moreRunsThanAreReadAtOnceAreMergedInSeveralPasses() throws IOException {
    assertThat(sorted(20_000, 300, 16 << 10, 3 * RowSorter.WIDEST_MERGE))
        .hasSize(20_000)
        .isSorted();
  }

  @Test
  void aRowMayBeLargerThanTheMemoryAndThanABlock() throws IOException {
    assertThat(sorted(20, 500_000, 1000, 20)).hasSize(20).isSorted();
  }
}
