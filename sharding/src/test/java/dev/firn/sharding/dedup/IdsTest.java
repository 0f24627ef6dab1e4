package dev.firn.sharding.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.FlushedRows;
import dev.firn.sharding.dedup.IdRunRef.Kind;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
    long[] strangers = ids(100_000);
    for (int count : new int[] {0, 1, 2, 3, 10, 100, 1_000, 20_000, 150_000}) {
      long[] members = ids(count);
      IdFilter filter = IdFilter.of(SortedIds.sort(members.clone()));
      assertThat(familiar(filter, members)).as("members of %d", count).isEqualTo(count);
      assertThat(familiar(filter, strangers)).as("strangers to %d", count).isLessThan(60);
      assertThat(filter.heapBytes()).isLessThanOrEqualTo(2L * count + 300);
    }
  }

  @Test
  void aFilterIsMadeOfIdsThatComeTwiceOrShareAHalf() {
    long[] ids = {1, 5, 1, 5, 2, 5, 3, 7, -1, 7, -1, 8};
    assertThat(familiar(IdFilter.of(SortedIds.sort(ids.clone())), ids)).isEqualTo(6);
  }

  private static int familiar(IdFilter filter, long[] ids) {
    int familiar = 0;
    for (int i = 0; i < ids.length; i += 2) {
      familiar += filter.mayContain(ids[i], ids[i + 1]) ? 1 : 0;
    }
    return familiar;
  }

  @Test
  void idsAreSortedAsUnsignedNumbersEvenWhenTheyShareTheirFront() {
    long[] ids = {
      -1, 5, 1, 9, 1, 2, 0x7fffffffffffffffL, 0, Long.MIN_VALUE, 1, 0x7fffffffffff0000L, 3, 1, -1
    };
    byte[] sorted = SortedIds.sort(ids);
    assertThat(sorted).hasSize(ids.length * 8);
    assertThat(SortedIds.areSorted(sorted)).isTrue();
    assertThat(HexFormat.of().formatHex(sorted, 0, 16))
        .isEqualTo("00000000000000010000000000000002");
    assertThat(HexFormat.of().formatHex(sorted, sorted.length - 16, sorted.length))
        .isEqualTo("ffffffffffffffff0000000000000005");
  }

  @Test
  void aForgottenIdIsNewAndHidesNoOther() {
    IdTable table = new IdTable();
    long[] ids = new long[2_000];
    for (int i = 0; i < ids.length; i += 2) {
      ids[i] = i;
      ids[i + 1] = i % 64;
      assertThat(table.add(ids[i], ids[i + 1], 1 + i)).isTrue();
    }
    for (int i = 0; i < ids.length; i += 6) {
      table.remove(ids[i], ids[i + 1]);
      table.remove(ids[i], ids[i + 1]);
    }
    for (int i = 0; i < ids.length; i += 2) {
      assertThat(table.contains(ids[i], ids[i + 1])).isEqualTo(i % 6 != 0);
    }
    assertThat(table.size()).isEqualTo(666);
    assertThat(table.idsOf(1, 7)).containsExactlyInAnyOrder(2, 2, 4, 4);
    assertThat(table.add(0, 0, 9)).isTrue();
  }

  @Test
  void aMergeHoldsEveryIdOnceAndDamageIsSeen() {
    long[] ids = ids(1_000);
    byte[] first = SortedIds.sort(Arrays.copyOf(ids, 1_200));
    byte[] second = SortedIds.sort(Arrays.copyOfRange(ids, 1_000, 2_000));
    byte[] merged = SortedIds.merge(List.of(first, second));
    assertThat(merged).isEqualTo(SortedIds.sort(ids));
    assertThat(SortedIds.areSorted(Arrays.copyOf(merged, merged.length - 1))).isFalse();
    assertThat(SortedIds.areSorted(new byte[64])).as("zeros after a power cut").isFalse();
  }

  @Test
  void anAnswerOfAnEarlierGenerationIsStale(@TempDir Path folder) {
    Deduplication deduplication =
        new Deduplication(new IdRuns(new MemoryObjects(), folder, 1 << 20, Runnable::run), "p");
    long before = deduplication.generation();
    IdRun run = new IdRun(new IdRunRef("x", 0), new byte[0]);
    deduplication.flushed(run, 1);
    assertThat(deduplication.generation()).isNotEqualTo(before);
  }

  @Test
  void aDamagedLocalCopyIsFetchedAnew(@TempDir Path folder) throws Exception {
    IdRuns runs = new IdRuns(new MemoryObjects(), folder, 1 << 20, Runnable::run);
    long[] ids = ids(300);
    IdRun written = join(runs.write("p", Kind.FLUSHED, ids));
    Path copy = folder.resolve(written.ref().fileName());
    byte[] content = Files.readAllBytes(copy);
    content[content.length - 1] ^= 1;
    Files.write(copy, content);

    Optional<IdRun> loaded = join(runs.load(List.of(written.ref()))).get(0);

    assertThat(loaded).isPresent();
    assertThat(Files.readAllBytes(copy)[content.length - 1])
        .isNotEqualTo(content[content.length - 1]);
  }

  @Test
  void aRunThatIsGoneOrDamagedEverywhereIsLost(@TempDir Path folder) throws Exception {
    MemoryObjects objects = new MemoryObjects();
    IdRuns runs = new IdRuns(objects, folder, 1, Runnable::run);
    IdRunRef kept = join(runs.write("p", Kind.FLUSHED, ids(300))).ref();
    IdRunRef damaged = join(runs.write("p", Kind.FLUSHED, ids(300))).ref();
    IdRunRef gone = join(runs.write("p", Kind.FLUSHED, ids(300))).ref();
    objects.flipOneBit(damaged.location());
    join(objects.deleteObject(gone.location()));

    assertThat(join(runs.load(List.of(kept, damaged, gone))))
        .extracting(Optional::isPresent)
        .containsExactly(true, false, false);
  }

  @Test
  void copiesTakeNoMoreDiskThanTheyMayAndAreFetchedAgain(@TempDir Path folder) throws Exception {
    IdRuns runs = new IdRuns(new MemoryObjects(), folder, 10_000, Runnable::run);
    List<IdRun> written = new ArrayList<>();
    List<long[]> ids = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ids.add(ids(100));
      written.add(join(runs.write("p", Kind.FLUSHED, ids.get(i))));
      try (var copies = Files.list(folder)) {
        assertThat(copies.mapToLong(copy -> copy.toFile().length()).sum())
            .isLessThanOrEqualTo(10_000);
      }
    }
    BitSet all = new BitSet();
    all.set(0, 100);
    for (int i = 0; i < 20; i++) {
      assertThat(join(runs.confirm(written, all, ids.get(i))).cardinality()).isEqualTo(100);
      assertThat(join(runs.confirm(written, all, ids(100))).cardinality()).isZero();
    }
    assertThat(join(runs.merge("p", Kind.FLUSHED, written)).ref().count()).isEqualTo(2_000);
  }

  @Test
  void aRebuiltRunHoldsEveryIdOnceAndIsThereEvenWhenThereAreNone(@TempDir Path folder) {
    IdRuns runs = new IdRuns(new MemoryObjects(), folder, 1 << 20, Runnable::run);
    long[] ids = ids(50);
    long[] twice = Arrays.copyOf(ids, 200);
    System.arraycopy(ids, 0, twice, 100, 100);
    assertThat(join(runs.rebuild("p", Kind.FLUSHED, new GivenIds(twice))))
        .extracting(run -> run.ref().count())
        .containsExactly(50);
    assertThat(join(runs.rebuild("p", Kind.FLUSHED, new GivenIds())))
        .extracting(run -> run.ref().count())
        .containsExactly(0);
  }

  /** A reading of a table. */
  private static final class GivenIds implements FlushedRows.Ids {
    private final ArrayDeque<long[]> parts;

    GivenIds(long[]... parts) {
      this.parts = new ArrayDeque<>(List.of(parts));
    }

    @Override
    public CompletionStage<long[]> next(int most) {
      long[] part = parts.poll();
      return CompletableFuture.completedFuture(part == null ? new long[0] : part);
    }

    @Override
    public void close() {}
  }

  @Test
  void aRunFindsExactlyItsMembers(@TempDir Path folder) throws Exception {
    for (int count : new int[] {1, 2, 255, 257, 30_000}) {
      long[] members = ids(count);
      Path file = folder.resolve("run" + count);
      byte[] sorted = SortedIds.sort(members);
      Files.write(file, sorted);
      try (IdRun.Lookup lookup = new IdRun.Lookup(FileChannel.open(file))) {
        for (int i = 0; i < members.length; i += 2) {
          assertThat(lookup.contains(members[i], members[i + 1])).isTrue();
          assertThat(lookup.contains(members[i], members[i + 1] + 1)).isFalse();
          assertThat(SortedIds.contains(sorted, members[i], members[i + 1])).isTrue();
          assertThat(SortedIds.contains(sorted, members[i], members[i + 1] + 1)).isFalse();
        }
        assertThat(lookup.contains(0, 0)).isFalse();
        assertThat(lookup.contains(-1, -1)).isFalse();
      }
    }
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private long[] ids(int count) {
    return random.longs(count * 2L).toArray();
  }
}
