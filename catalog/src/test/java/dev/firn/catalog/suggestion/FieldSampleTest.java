package dev.firn.catalog.suggestion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.catalog.evolution.SchemaChange.Add;
import dev.firn.catalog.evolution.SchemaChange.Source;
import dev.firn.catalog.evolution.SchemaEvolution;
import dev.firn.catalog.promotion.JsonPath;
import dev.firn.catalog.testing.Commits;
import dev.firn.catalog.testing.Events;
import dev.firn.catalog.testing.OnServedTable;
import dev.firn.catalog.testing.TestFiles;
import java.util.Optional;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class FieldSampleTest extends OnServedTable {
  @Test
  void tellsWhatTheNewestFilesHave() {
    FieldSample sample = new FieldSample(table);
    assertThat(sample.take(Optional.empty(), 10).fields()).isEmpty();
    for (int i = 0; i < 6; i++) {
      Commits.commit(table, TestFiles.write(table, Events.few(i)));
    }
    Suggestions all = sample.take(Optional.empty(), 100);
    assertThat(all.files()).isEqualTo(4);
    assertThat(all.rows()).isEqualTo(40);
    assertThat(all.fields())
        .filteredOn(field -> field.path().toString().equals("$.user.id"))
        .singleElement()
        .satisfies(
            field -> {
              assertThat(field.eventType()).isEqualTo("page.view");
              assertThat(field.columnType()).isEqualTo("long");
              assertThat(field.column()).isEqualTo("user_id");
              assertThat(field.rows()).isEqualTo(40);
              assertThat(field.of()).isEqualTo(40);
            });
    assertThat(sample.take(Optional.of("click"), 10).files()).isZero();
    assertThat(sample.take(Optional.of("page.view"), 3).fields()).hasSize(3);
    Source source = new Source("page.view", JsonPath.parse("$.user.id"));
    new SchemaEvolution(table)
        .order(new Add("user_id", Types.LongType.get(), false, Optional.of(source)));
    assertThat(sample.take(Optional.empty(), 100).fields())
        .noneMatch(field -> field.path().toString().equals("$.user.id"));
  }
}
