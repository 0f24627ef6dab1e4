package dev.firn.catalog.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.catalog.compaction.CompactionOutcome.Compacted;
import dev.firn.catalog.evolution.SchemaChange.Add;
import dev.firn.catalog.evolution.SchemaChange.Rename;
import dev.firn.catalog.evolution.SchemaChange.Source;
import dev.firn.catalog.evolution.SchemaChange.Widen;
import dev.firn.catalog.evolution.SchemaEvolution;
import dev.firn.catalog.promotion.JsonPath;
import dev.firn.catalog.testing.Events;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

/** Compaction gives rows of before a rule what the rule says. */
class FilledColumnsTest extends OnCompactedTable {
  private final Map<String, Long> misfits = new HashMap<>();

  private void promote(String column, String type, String path) {
    new SchemaEvolution(table)
        .order(
            new Add(
                column,
                Types.fromPrimitiveString(type),
                false,
                Optional.of(new Source(Events.PARTITION.type(), JsonPath.parse(path)))));
  }

  private void compactCounting() {
    PartitionCompaction.Means means =
        new PartitionCompaction.Means(
            scratch(),
            Duration.ofMinutes(30),
            true,
            Retries.USUAL,
            LATER,
            (column, count) -> misfits.merge(column, count, Long::sum));
    assertThat(
            new PartitionCompaction(table, SETTINGS, means)
                .compact(Events.PARTITION, Occasion.ASKED, rows -> {}))
        .isInstanceOf(Compacted.class);
  }

  private static String wanted(Record row, String before, String after) {
    String data = row.getField("data").toString();
    String rest = data.substring(data.indexOf(before) + before.length());
    return rest.substring(0, rest.indexOf(after));
  }

  @Test
  void rowsOfBeforeAndOfAfterAreAlike() {
    commitFew(1);
    promote("width", "int", "$.screen.width");
    promote("language", "string", "$.user.language");
    commitFew(2); // by a node that has not looked yet
    table.look();
    commitFew(3);
    promote("dns", "double", "$.timing.dns");
    promote("bad", "boolean", "$.url");
    new SchemaEvolution(table).order(new Widen("width", Types.LongType.get()));
    List<Object> before = rows().stream().map(row -> row.getField("data")).toList();
    compactCounting();
    assertThat(rows().stream().map(row -> row.getField("data")))
        .containsExactlyInAnyOrderElementsOf(before);
    assertThat(rows())
        .allSatisfy(
            row -> {
              assertThat(row.getField("width").toString())
                  .isEqualTo(wanted(row, "\"width\":", ","));
              assertThat(row.getField("language")).isEqualTo("de-DE");
              assertThat(((Double) row.getField("dns")).intValue())
                  .hasToString(wanted(row, "\"dns\":", ","));
              assertThat(row.getField("bad")).isNull();
            });
    assertThat(misfits).containsOnly(Map.entry("bad", 30L));
  }

  /** However large a file is, and however few there are. */
  @Test
  void filesThatStayOtherwiseAreFilledWhereThatIsAsked() {
    commitFew(1);
    SmallFiles files = new SmallFiles(table, SETTINGS);
    assertThat(files.unfilled()).isEmpty();
    promote("width", "int", "$.screen.width");
    promote("bad", "boolean", "$.url");
    assertThat(files.unfilled()).containsOnly(Map.entry(Events.PARTITION, 1));
    table.look();
    commitFew(2);
    assertThat(files.unfilled()).containsOnly(Map.entry(Events.PARTITION, 1));
    assertThat(fill())
        .isInstanceOfSatisfying(
            Compacted.class, done -> assertThat(done.filesBefore()).isEqualTo(1));
    assertThat(files()).hasSize(2);
    assertThat(rows()).hasSize(20).allMatch(row -> row.getField("width") != null);
    assertThat(files.unfilled()).isEmpty();
    assertThat(fill()).isInstanceOf(CompactionOutcome.NothingToDo.class);
  }

  private CompactionOutcome fill() {
    return compaction(table, SETTINGS, LATER).compact(Events.PARTITION, Occasion.FILL, rows -> {});
  }

  @Test
  void valuesThatAFileHasStayWhateverDataSays() {
    promote("width", "int", "$.screen.width");
    table.look();
    OtherClient.append(
        table.fresh(),
        Events.PARTITION,
        row -> {
          row.setField("width", -1);
          row.setField("data", "{\"screen\":{\"width\":5}}");
        });
    commitFew(1);
    compactCounting();
    assertThat(rows()).extracting(row -> row.getField("width")).contains(-1).doesNotContain(5);
    assertThat(misfits).isEmpty();
  }

  /** A rewrite writes the columns of all types; a rule that comes later finds nothing but nulls. */
  @Test
  void aRuleThatCameAfterARewriteIsFilledByTheNext() {
    new SchemaEvolution(table)
        .order(new Add("width", Types.IntegerType.get(), false, Optional.empty()));
    commitFew(1);
    commitFew(2);
    compactCounting();
    promote("width", "int", "$.screen.width");
    new SchemaEvolution(table).order(new Rename("width", "wide"));
    commitFew(3);
    compactCounting();
    assertThat(rows()).hasSize(30).allMatch(row -> row.getField("wide") != null);
  }
}
