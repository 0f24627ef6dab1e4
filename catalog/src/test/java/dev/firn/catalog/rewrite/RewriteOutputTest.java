package dev.firn.catalog.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RewriteOutputTest {
  private static final long TARGET = 1000;

  @Test
  void thereAreNoMoreFilesThanTheTargetAsksFor() {
    for (long bytes = 1; bytes < 30 * TARGET; bytes += 37) {
      for (long group : new long[] {1, 30, 400, 1500}) {
        assertThat(files(bytes, group))
            .as("%s bytes in groups of %s", bytes, group)
            .isLessThanOrEqualTo(Math.max(1, (long) (1.2 * bytes / TARGET)));
      }
    }
  }

  private static long files(long bytes, long group) {
    long files = 0;
    long file = 0;
    for (long left = bytes; left > 0; ) {
      long next = Math.min(group, left);
      file += next;
      left -= next;
      if (left == 0 || RewriteOutput.isWhole(file, left, TARGET)) {
        files++;
        file = 0;
      }
    }
    return files;
  }
}
