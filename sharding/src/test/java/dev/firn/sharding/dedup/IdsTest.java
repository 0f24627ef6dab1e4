package dev.firn.sharding.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdsTest {
  private final Random random = new Random(7);

  @Test
  void aTableKnowsItsIdsUntilTheirAppendIsForgotten() {
    IdTable table = new IdTable();
    long[] ids = ids(10_000);
    for (int i = 0; i < ids.length; i += 2) {
      assertThat(table.add(ids[i], ids[i + 1], 1 + i / 2)).isTrue();
    }
    assertThat(table.add(ids[0], ids[1], 99_999)).as("a repetition").isFalse();
    assertThat(table.idsOf(5, 7)).hasSize(6);

    table.removeThrough(9_000);

    assertThat(table.size()).isEqualTo(1_000);
    assertThat(table.contains(ids[0], ids[1])).isFalse();
    assertThat(table.contains(ids[19_998], ids[19_999])).isTrue();
  }

  @Test
  void aFilterMissesNoMemberAndMistakesFewStrangers() {
    long[] members = ids(20_000);
    IdFilter filter = new IdFilter(20_000);
    for (int i = 0; i < members.length; i += 2) {
      filter.add(members[i], members[i + 1]);
    }
    for (int i = 0; i < members.length; i += 2) {
      assertThat(filter.mayContain(members[i], members[i + 1])).isTrue();
    }
    long[] strangers = ids(20_000);
    int mistaken = 0;
    for (int i = 0; i < strangers.length; i += 2) {
      mistaken += filter.mayContain(strangers[i], strangers[i + 1]) ? 1 : 0;
    }
    assertThat(mistaken).isLessThan(200);
    assertThat(filter.heapBytes()).as("2 bytes an event at most").isLessThanOrEqualTo(40_000);
  }

  @Test
  void idsAreSortedAsUnsignedNumbersEvenWhenTheyShareTheirFront() {
    long[] ids = {
      -1, 5, 1, 9, 1, 2, 0x7fffffffffffffffL, 0, Long.MIN_VALUE, 1, 0x7fffffffffff0000L, 3, 1, -1
    };
    long[] sorted = SortedIds.parse(SortedIds.sort(ids));
    for (int i = 2; i < sorted.length; i += 2) {
      int order = Long.compareUnsigned(sorted[i - 2], sorted[i]);
      assertThat(
              order < 0 || (order == 0 && Long.compareUnsigned(sorted[i - 1], sorted[i + 1]) < 0))
          .isTrue();
    }
  }

  @Test
  void aRunFindsExactlyItsMembers(@TempDir Path folder) throws Exception {
    for (int count : new int[] {1, 2, 255, 257, 30_000}) {
      long[] members = ids(count);
      Path file = folder.resolve("run" + count);
      Files.write(file, SortedIds.sort(members));
      IdRun run = new IdRun(new IdRunRef("x", count), file, members);
      try (IdRun.Lookup lookup = run.open()) {
        for (int i = 0; i < members.length; i += 2) {
          assertThat(lookup.contains(members[i], members[i + 1])).isTrue();
          assertThat(lookup.contains(members[i], members[i + 1] + 1)).isFalse();
        }
        assertThat(lookup.contains(0, 0)).isFalse();
        assertThat(lookup.contains(-1, -1)).isFalse();
      }
    }
  }

  private long[] ids(int count) {
    return random.longs(count * 2L).toArray();
  }
}
