package dev.firn.catalog.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepeatedHashesTest {
  private static final int HASHES = 10_000;
  @TempDir Path folder;

  private Set<Long> repeated(int mostInMemory, int most) throws IOException {
    Random random = new Random(3);
    try (RepeatedHashes hashes = new RepeatedHashes(folder, HASHES, mostInMemory)) {
      for (int i = 0; i < HASHES; i++) {
        long hash = random.nextLong();
        hashes.add(hash);
        if (i % 1000 == 0) {
          hashes.add(hash);
        }
      }
      return hashes.repeated(most);
    }
  }

  @Test
  void inMemoryAndOnDiskTheSameIsFound() throws IOException {
    Set<Long> expected = repeated(2 * HASHES, HASHES);
    assertThat(expected).hasSize(10);
    assertThat(folder).isEmptyDirectory();
    assertThat(repeated(100, HASHES)).isEqualTo(expected);
    assertThat(folder).isNotEmptyDirectory();
    assertThat(repeated(100, 4)).hasSize(4).isSubsetOf(expected);
  }
}
