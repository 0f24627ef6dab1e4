package dev.firn.catalog.evolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.catalog.datafile.WrittenFile;
import dev.firn.catalog.evolution.SchemaChange.Add;
import dev.firn.catalog.evolution.SchemaChange.Drop;
import dev.firn.catalog.evolution.SchemaChange.Rename;
import dev.firn.catalog.evolution.SchemaChange.Source;
import dev.firn.catalog.evolution.SchemaChange.Widen;
import dev.firn.catalog.ledger.CommitLedger;
import dev.firn.catalog.ledger.LedgerCommit;
import dev.firn.catalog.ledger.LedgerOutcome;
import dev.firn.catalog.promotion.JsonPath;
import dev.firn.catalog.testing.Commits;
import dev.firn.catalog.testing.Events;
import dev.firn.catalog.testing.Fault;
import dev.firn.catalog.testing.OnServedTable;
import dev.firn.catalog.testing.TestFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchemaEvolutionTest extends OnServedTable {
  private static final int ROWS = 10;
  private static final Source USER = source("$.user.id");

  private SchemaEvolution evolution;

  @BeforeEach
  void begin() {
    evolution = new SchemaEvolution(table);
  }

  static Source source(String path) {
    return new Source(Events.PARTITION.type(), JsonPath.parse(path));
  }

  private static Add add(String column, String type, Source... source) {
    return new Add(
        column,
        Types.fromPrimitiveString(type),
        false,
        source.length == 0 ? Optional.empty() : Optional.of(source[0]));
  }

  private WrittenFile write(int seed) {
    return TestFiles.write(table, Events.few(seed));
  }

  private List<String> names() {
    return table.fresh().schema().columns().stream().skip(25).map(Types.NestedField::name).toList();
  }

  private static List<Object> values(Table table, String column) {
    List<Object> values = new ArrayList<>();
    for (Record row : TestFiles.rows(table)) {
      values.add(row.getField(column));
    }
    return values;
  }

  @Test
  void aColumnIsAddedRenamedWidenedAndDropped() {
    evolution.order(add("user_id", "int", USER));
    assertThat(table.fresh().properties()).containsEntry("firn.promoted.28.page.view", "$.user.id");
    evolution.order(new Rename("user_id", "customer"));
    TableSchema wide = evolution.order(new Widen("customer", Types.LongType.get()));
    assertThat(wide.find("customer").orElseThrow().fieldId()).isEqualTo(28);
    assertThat(wide.find("customer").orElseThrow().type()).isEqualTo(Types.LongType.get());
    assertThat(wide.sources(wide.find("customer").orElseThrow())).hasSize(1);
    evolution.order(new Drop("customer"));
    assertThat(names()).isEmpty();
    assertThat(table.fresh().properties()).doesNotContainKey("firn.promoted.28.page.view");
    assertThat(evolution.order(add("customer", "string")).find(29)).isPresent();
  }

  @Test
  void whatIsRefusedChangesNothing() {
    int commits = catalog.commitsSeen();
    assertThatThrownBy(() -> evolution.order(new Drop("data")))
        .isInstanceOf(SchemaRefusedException.class);
    assertThatThrownBy(() -> evolution.order(new Drop("nothing")))
        .isInstanceOf(NoSuchColumnException.class);
    assertThat(evolution.rehearse(add("x", "long")).find("x")).isEmpty();
    assertThat(catalog.commitsSeen()).isEqualTo(commits);
  }

  /** Every change is made once, whatever the catalog answers. */
  @Test
  void whatLandedUnseenIsNotMadeAgain() {
    List<SchemaChange> changes =
        List.of(
            add("user_id", "int", USER),
            new Add("user_id", Types.IntegerType.get(), false, Optional.of(otherType())),
            new Rename("user_id", "customer"),
            new Widen("customer", Types.LongType.get()),
            new Drop("customer"));
    List<Fault> faults =
        List.of(
            Fault.landedBut(500),
            Fault.landedButDropped(),
            Fault.landedButGarbage(),
            Fault.landedBut(409),
            Fault.landedBut(503, Map.of("Retry-After", "0")));
    for (int i = 0; i < changes.size(); i++) {
      catalog.faultNextCommit(faults.get(i));
      int commits = catalog.commitsSeen();
      evolution.order(changes.get(i));
      // A client that was told to come again sends the same request, which the schema refuses.
      assertThat(catalog.commitsSeen() - commits).as(changes.get(i).toString()).isLessThan(3);
    }
    assertThat(names()).isEmpty();
    assertThat(evolution.order(add("next", "int")).find("next").orElseThrow().fieldId())
        .isEqualTo(29);
  }

  private static Source otherType() {
    return new Source("click", JsonPath.parse("$.who"));
  }

  @Test
  void whatDidNotLandIsMadeOnWhatTheTableIsByThen() {
    catalog.faultNextCommit(
        real -> {
          table.fresh().updateSchema().addColumn("between", Types.StringType.get()).commit();
          return Fault.Answer.of(real.land());
        });
    evolution.order(add("user_id", "int", USER));
    assertThat(names()).containsExactly("between", "user_id");
    assertThat(table.fresh().properties()).containsKey("firn.promoted.29.page.view");

    catalog.faultNextCommit(
        real -> {
          table.fresh().updateSchema().addColumn("taken", Types.StringType.get()).commit();
          return Fault.Answer.of(real.land());
        });
    assertThatThrownBy(() -> evolution.order(add("taken", "long")))
        .isInstanceOf(SchemaRefusedException.class);
  }

  @Test
  void twoThatChangeAtOnceBothHaveTheirColumn() {
    SchemaEvolution other = new SchemaEvolution(catalog.openTable());
    CompletableFuture<TableSchema> one =
        CompletableFuture.supplyAsync(() -> evolution.order(add("a", "int", USER)));
    CompletableFuture<TableSchema> two =
        CompletableFuture.supplyAsync(() -> other.order(add("b", "int", source("$.screen.width"))));
    one.join();
    two.join();
    assertThat(names()).containsExactlyInAnyOrder("a", "b");
    assertThat(evolution.read().promotions().all()).hasSize(2);
    assertThat(paths("a")).containsExactly("$.user.id");
    assertThat(paths("b")).containsExactly("$.screen.width");
  }

  private List<String> paths(String column) {
    TableSchema seen = evolution.read();
    return seen.sources(seen.find(column).orElseThrow()).stream()
        .map(rule -> rule.path().toString())
        .toList();
  }

  /** Files of every schema that there ever was wait for their commits through all changes. */
  @Test
  void filesInFlightAreCommittedThroughEveryChange() {
    CommitLedger ledger = new CommitLedger(table);
    List<WrittenFile> waiting = new ArrayList<>();
    waiting.add(write(0));
    evolution.order(add("user_id", "int", USER));
    evolution.order(add("width", "int", source("$.screen.width")));
    table.look();
    waiting.add(write(1));
    evolution.order(new Rename("user_id", "customer"));
    table.look();
    waiting.add(write(2));
    LedgerCommit planned = Commits.next(ledger, waiting.get(0));
    evolution.order(new Widen("customer", Types.LongType.get()));
    assertThat(ledger.attempt(planned)).isInstanceOf(LedgerOutcome.Committed.class);
    waiting.add(write(3)); // by the schema of before, as a node does that has not looked yet
    table.look();
    waiting.add(write(4));
    evolution.order(new Drop("width"));
    Commits.commit(table, waiting.subList(1, 5).toArray(WrittenFile[]::new));
    assertThat(values(table.fresh(), "customer").stream().filter(Objects::nonNull))
        .hasSize(4 * ROWS)
        .allMatch(value -> value instanceof Long);
    assertThat(names()).containsExactly("customer");
  }

  @Test
  void eachSnapshotIsReadWithTheColumnsOfItsTime() {
    evolution.order(add("user_id", "int", USER));
    table.look();
    Commits.commit(table, write(1));
    long before = table.fresh().currentSnapshot().snapshotId();
    evolution.order(new Rename("user_id", "customer"));
    evolution.order(new Widen("customer", Types.LongType.get()));
    Commits.commit(table, write(2));
    long between = table.fresh().currentSnapshot().snapshotId();
    evolution.order(new Drop("customer"));
    Commits.commit(table, write(3));

    assertThat(asOf(before, "user_id")).hasSize(ROWS).allMatch(Integer.class::isInstance);
    assertThat(asOf(between, "customer")).hasSize(2 * ROWS).allMatch(Long.class::isInstance);
    assertThat(TestFiles.rows(table.fresh())).hasSize(3 * ROWS);
    assertThat(table.fresh().schema().findField("customer")).isNull();
  }

  private List<Object> asOf(long snapshotId, String column) {
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(table.fresh()).useSnapshot(snapshotId).build()) {
      List<Object> values = new ArrayList<>();
      rows.forEach(row -> values.add(row.getField(column)));
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bounds of the narrow type are in the manifests of older files. */
  @Test
  void aFilterOnAWidenedColumnFindsRowsOfBeforeAndAfter() {
    evolution.order(add("user_id", "int", USER));
    table.look();
    Commits.commit(table, write(1));
    evolution.order(new Widen("user_id", Types.LongType.get()));
    table.look();
    Commits.commit(table, write(2));
    for (Object wanted : values(table.fresh(), "user_id")) {
      try (CloseableIterable<Record> rows =
          IcebergGenerics.read(table.fresh())
              .where(Expressions.equal("user_id", (Long) wanted))
              .build()) {
        assertThat(rows).isNotEmpty();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    assertThat(values(table.fresh(), "user_id")).hasSize(2 * ROWS);
  }
}
