package dev.firn.node.http;

import dev.firn.catalog.evolution.SchemaChange;
import dev.firn.catalog.evolution.TableSchema;
import dev.firn.catalog.promotion.JsonPath;
import dev.firn.catalog.promotion.Promotion;
import dev.firn.catalog.promotion.Promotions;
import dev.firn.catalog.suggestion.Kind;
import dev.firn.catalog.suggestion.Suggestion;
import dev.firn.catalog.suggestion.Suggestions;
import dev.firn.catalog.table.EventSchema;
import dev.firn.node.schema.SchemaDesk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** A schema with one promoted column that does nothing and remembers what it was told. */
final class FakeSchema implements SchemaDesk {
  final List<String> told = new ArrayList<>();

  /** Fails whatever is asked, once set. */
  Optional<RuntimeException> failure = Optional.empty();

  private CompletionStage<TableSchema> tell(String what) {
    told.add(what);
    return failure
        .<CompletionStage<TableSchema>>map(CompletableFuture::failedFuture)
        .orElse(CompletableFuture.completedFuture(table()));
  }

  private static TableSchema table() {
    List<NestedField> columns = new ArrayList<>(EventSchema.SCHEMA.columns());
    columns.add(NestedField.optional(28, "user_id", Types.LongType.get()));
    Promotion rule = new Promotion(28, "page.view", JsonPath.parse("$.user.id"));
    return new TableSchema(
        RunningApi.TABLE,
        3,
        columns,
        new Promotions(List.of(rule), List.of("firn.promoted.x")),
        Set.of(),
        Set.of());
  }

  @Override
  public CompletionStage<TableSchema> schema() {
    return tell("schema");
  }

  @Override
  public CompletionStage<TableSchema> rehearse(SchemaChange change) {
    return tell("rehearse " + change);
  }

  @Override
  public CompletionStage<Suggestions> suggest(Optional<String> eventType, int limit) {
    told.add("suggest " + eventType.orElse("all") + " " + limit);
    Map<Kind, Long> kinds = Map.of(Kind.TEXT, 8L, Kind.WHOLE, 1L);
    Suggestion field = new Suggestion("page.view", JsonPath.parse("$.user.name"), 9, 10, kinds);
    return CompletableFuture.completedFuture(new Suggestions(1, 10, 0, List.of(field)));
  }

  @Override
  public CompletionStage<TableSchema> change(SchemaChange change) {
    return tell(change.toString());
  }
}
