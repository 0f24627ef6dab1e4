package dev.firn.catalog.compaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.catalog.compaction.CompactionOutcome.Compacted;
import dev.firn.catalog.compaction.CompactionOutcome.NothingToDo;
import dev.firn.catalog.datafile.FileChecksum;
import dev.firn.catalog.settings.CompactionSettings;
import dev.firn.catalog.settings.RewriteSettings;
import dev.firn.catalog.testing.Events;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class PartitionCompactionTest extends OnCompactedTable {
  private static final int MANY = 12;

  private static CompactionSettings with(RewriteSettings rewrite, long target) {
    return new CompactionSettings(10, target, 2L << 30, Duration.ZERO, List.of(), rewrite);
  }

  private static RewriteSettings rewrite(long memory, int rowGroupRows) {
    RewriteSettings usual = SETTINGS.rewrite();
    return new RewriteSettings(
        memory,
        rowGroupRows,
        usual.rowGroupBytes(),
        usual.pageSize(),
        usual.dictionarySize(),
        usual.zstdLevel(),
        List.of("id", "subject"),
        usual.bloomFalsePositives());
  }

  @Test
  void smallFilesBecomeOneOfTheSameRows() throws IOException {
    for (int i = 0; i < MANY; i++) {
      commitFew(i);
    }
    List<Record> before = rows();
    assertThat(compact())
        .isInstanceOfSatisfying(
            Compacted.class,
            done -> {
              assertThat(done.filesBefore()).isEqualTo(MANY);
              assertThat(done.filesAfter()).isEqualTo(1);
              assertThat(done.rows()).isEqualTo(before.size());
              assertThat(done.duplicates()).isZero();
              assertThat(done.jobsLeft()).isZero();
            });
    assertThat(rows()).containsExactlyInAnyOrderElementsOf(before);
    assertThat(rows()).extracting(row -> (OffsetDateTime) row.getField("time")).isSorted();
    DataFile file = files().get(0).file();
    assertThat(files()).hasSize(1);
    assertThat(file.sortOrderId()).isEqualTo(table.form().sortOrder().orderId());
    assertThat(
            FileChecksum.verify(
                table.io(), file.location(), file.fileSizeInBytes(), file.recordCount()))
        .isInstanceOf(FileChecksum.Verdict.Intact.class);
    assertThat(scratch()).isEmptyDirectory();
    assertThat(compact()).isEqualTo(new NothingToDo(1, 0));
  }

  @Test
  void whatDoesNotFitIntoMemoryIsSortedOnDiskAndFilesAreClosedAtTheirSize() {
    for (int i = 0; i < 3; i++) {
      commit(Events.appends(20, 100, i));
    }
    List<Record> before = rows();
    long bytes = files().stream().mapToLong(task -> task.file().fileSizeInBytes()).sum();
    assertThat(
            compaction(table, with(rewrite(1 << 20, 500), bytes / 2), LATER)
                .compact(Events.PARTITION, Occasion.ASKED, rows -> {}))
        .isInstanceOfSatisfying(
            Compacted.class, done -> assertThat(done.filesAfter()).isLessThanOrEqualTo(2));
    assertThat(rows()).containsExactlyInAnyOrderElementsOf(before);
    assertThat(files().stream().mapToInt(task -> task.file().splitOffsets().size()).sum())
        .isEqualTo(before.size() / 500);
    assertThat(scratch()).isEmptyDirectory();
  }

  @Test
  void filesNearTheTargetStayAndWhatComesLateIsGatheredBesideThem() {
    commit(Events.appends(20, 100, 1));
    long large = files().get(0).file().fileSizeInBytes();
    String kept = files().get(0).file().location();
    commitFew(2);
    PartitionCompaction compaction = compaction(table, with(SETTINGS.rewrite(), large), LATER);
    assertThat(compaction.compact(Events.PARTITION, Occasion.ASKED, rows -> {}))
        .isEqualTo(new NothingToDo(2, 0));
    commitFew(3);
    assertThat(compaction.plan(Events.PARTITION, Occasion.ASKED)).hasSize(1);
    assertThat(compaction.compact(Events.PARTITION, Occasion.HOUR_PASSED, rows -> {}))
        .isInstanceOf(Compacted.class);
    assertThat(files()).hasSize(2).anyMatch(task -> task.file().location().equals(kept));
    assertThat(ids()).hasSize(2020).doesNotHaveDuplicates();
  }

  @Test
  void filesThatHaveNotSettledWaitUntilTheyHaveOrAreAskedFor() {
    commitFew(1);
    commitFew(2);
    PartitionCompaction now = compaction(table, SETTINGS, Clock.systemUTC());
    assertThat(now.compact(Events.PARTITION, Occasion.HOUR_PASSED, rows -> {}))
        .isInstanceOf(NothingToDo.class);
    assertThat(now.compact(Events.PARTITION, Occasion.ASKED, rows -> {}))
        .isInstanceOf(Compacted.class);
  }

  @Test
  void columnsThatAreNotFirnsKeepTheirValuesUnderNewNamesAndTypes() {
    table
        .fresh()
        .updateSchema()
        .addColumn("visits", Types.IntegerType.get())
        .addColumn("labels", Types.ListType.ofOptional(100, Types.StringType.get()))
        .commit();
    OtherClient.append(
        table.fresh(),
        Events.PARTITION,
        row -> {
          row.setField("visits", 7);
          row.setField("labels", List.of("a", "b"));
        });
    commitFew(1);
    table
        .fresh()
        .updateSchema()
        .renameColumn("visits", "times")
        .updateColumn("visits", Types.LongType.get())
        .renameColumn("subject", "who")
        .commit();
    List<Record> before = rows();
    assertThat(compact()).isInstanceOf(Compacted.class);
    assertThat(rows()).containsExactlyInAnyOrderElementsOf(before);
    assertThat(rows()).extracting(row -> row.getField("times")).contains(7L);
    assertThat(rows()).extracting(row -> row.getField("labels")).contains(List.of("a", "b"));
  }

  @Test
  void whoeverEndsARewriteLeavesNothingBehind() {
    commit(Events.appends(10, 200, 1));
    commit(Events.appends(10, 200, 2));
    long objects = objects();
    for (int stop : List.of(1, 3, 5)) {
      int[] calls = {0};
      assertThatThrownBy(
              () ->
                  compact(
                      rows -> {
                        if (++calls[0] == stop) {
                          throw new CancellationException("enough");
                        }
                      }))
          .isInstanceOf(CancellationException.class);
    }
    assertThat(objects()).isEqualTo(objects);
    assertThat(scratch()).isEmptyDirectory();
    assertThat(ids()).hasSize(4000).doesNotHaveDuplicates();
  }
}
