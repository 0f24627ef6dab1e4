package dev.firn.catalog.evolution;

import dev.firn.catalog.ledger.GuardedTableOperations;
import dev.firn.catalog.table.EventTable;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.Transactions;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;

/**
 * Changes the schema of a table while it is written to. A change is decided on the table as it was
 * loaded, is one transaction that asserts just that schema, and is read back; after an outcome that
 * nobody knows the table is looked at anew before it is made again. Commits of events that meet it
 * fail on the schema that they assert, and are attempted again. Blocking, thread-safe.
 */
public final class SchemaEvolution {
  private static final int ATTEMPTS = 10;

  private final EventTable table;

  public SchemaEvolution(EventTable table) {
    this.table = table;
  }

  /** The schema as it is. */
  public TableSchema read() {
    return TableSchema.of(table.freshOperations().current());
  }

  /**
   * Whether a change may be made; nothing is changed.
   *
   * @throws SchemaRefusedException when it may not
   * @throws NoSuchColumnException when there is no such column
   */
  public TableSchema rehearse(SchemaChange change) {
    TableMetadata base = table.freshOperations().current();
    decide(base, change);
    return TableSchema.of(base);
  }

  /**
   * Makes a change; the schema afterwards.
   *
   * @throws SchemaRefusedException when it may not be made
   * @throws NoSuchColumnException when there is no such column
   * @throws CommitStateUnknownException when nobody knows whether it was made: look first
   */
  public TableSchema order(SchemaChange change) {
    List<Edit> attempted = new ArrayList<>();
    for (int attempt = 1; ; attempt++) {
      TableOperations operations = table.freshOperations();
      TableSchema seen = TableSchema.of(operations.current());
      if (attempted.stream().anyMatch(edit -> edit.isIn(seen))) {
        return seen;
      }
      Edit edit = decide(operations.current(), change);
      attempted.add(edit);
      try {
        return commit(operations, edit);
      } catch (CommitStateUnknownException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      } catch (ValidationException | IllegalArgumentException e) {
        // Iceberg's own objections come before anything is sent.
        throw new SchemaRefusedException(String.valueOf(e.getMessage()));
      }
    }
  }

  private static Edit decide(TableMetadata base, SchemaChange change) {
    return new SchemaRules(TableSchema.of(base), base.lastColumnId()).decide(change);
  }

  private TableSchema commit(TableOperations operations, Edit edit) {
    GuardedTableOperations guarded =
        new GuardedTableOperations(operations, base -> {}, after -> requireIn(after, edit));
    Transaction transaction = Transactions.newTransaction(table.name(), guarded);
    edit.make(transaction);
    transaction.commitTransaction();
    return TableSchema.of(guarded.current());
  }

  private static void requireIn(TableMetadata after, Edit edit) {
    if (!edit.isIn(TableSchema.of(after))) {
      throw new IllegalStateException(
          "The catalog answered success, but the change of the schema cannot be read back");
    }
  }
}
