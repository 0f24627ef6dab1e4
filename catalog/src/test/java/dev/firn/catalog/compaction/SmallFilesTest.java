package dev.firn.catalog.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.catalog.testing.Events;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;

/** Where compaction looks for work. */
class SmallFilesTest extends OnCompactedTable {
  private SmallFiles small() {
    return new SmallFiles(table, SETTINGS);
  }

  @Test
  void findsWhatHasComeSinceItLookedLast() {
    assertThat(small().after(0)).isEqualTo(new SmallFiles.Found(0, Map.of(), none()));
    commitFew(1);
    commitFew(2);
    SmallFiles.Found all = small().after(0);
    assertThat(all.files()).isEqualTo(Map.of(Events.PARTITION, 2));
    assertThat(small().after(all.through()).files()).isEmpty();
    commitFew(3);
    assertThat(small().after(all.through()).files()).isEqualTo(Map.of(Events.PARTITION, 1));
    assertThat(small().after(0).files()).isEqualTo(Map.of(Events.PARTITION, 3));
  }

  private static Optional<String> none() {
    return Optional.empty();
  }

  @Test
  void firnsOwnRewriteIsNobodyElses() {
    commitFew(1);
    commitFew(2);
    assertThat(compact()).isInstanceOf(CompactionOutcome.Compacted.class);
    assertThat(small().after(0).elsewhere()).isEmpty();
    assertThat(small().after(0).files()).isEqualTo(Map.of(Events.PARTITION, 1));
  }

  @Test
  void anothersRewriteIsTold() {
    commitFew(1);
    Table seen = table.fresh();
    DataFile before = files(seen).get(0).file();
    DataFile after =
        DataFiles.builder(seen.spec()).copy(before).withPath(before.location() + "-2").build();
    seen.newRewrite().deleteFile(before).addFile(after).commit();
    assertThat(small().after(0).elsewhere().orElseThrow()).contains("is not Firn's");
  }

  @Test
  void theTablesOwnerMaySayNo() {
    table.fresh().updateProperties().set(OtherMaintenance.PROPERTY, "false").commit();
    assertThat(small().after(0).elsewhere().orElseThrow()).contains(OtherMaintenance.PROPERTY);
  }
}
