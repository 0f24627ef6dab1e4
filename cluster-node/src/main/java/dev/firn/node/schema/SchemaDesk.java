package dev.firn.node.schema;

import dev.firn.catalog.evolution.SchemaChange;
import dev.firn.catalog.evolution.TableSchema;
import dev.firn.catalog.suggestion.Suggestions;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Where operators look at the schema of the table of events and change it. A stage fails with
 * {@code SchemaRefusedException} for what may not be changed so, with {@code NoSuchColumnException}
 * for a column that the table does not have, and with {@code CommitStateUnknownException} where
 * nobody knows whether it was changed.
 */
public interface SchemaDesk {

  CompletionStage<TableSchema> schema();

  /** Whether a change may be made; the schema as it is. */
  CompletionStage<TableSchema> rehearse(SchemaChange change);

  /** Makes a change; the schema afterwards. */
  CompletionStage<TableSchema> change(SchemaChange change);

  /**
   * Fields of data that could have columns, from a sample of the newest files.
   *
   * @param eventType the only type to look at; empty for all
   * @param limit fields in the answer
   */
  CompletionStage<Suggestions> suggest(Optional<String> eventType, int limit);
}
