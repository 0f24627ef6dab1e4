package dev.firn.catalog.evolution;

import dev.firn.catalog.evolution.SchemaChange.Source;
import dev.firn.catalog.promotion.Promotion;
import dev.firn.catalog.promotion.Promotions;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.types.Type.PrimitiveType;
import org.apache.iceberg.types.Types.NestedField;

/**
 * What is done to a table for a change that may be made, by field id: so that it is known again,
 * and not made twice, where nobody answered whether it was made.
 */
sealed interface Edit {

  /** Whether the table has it. */
  boolean isIn(TableSchema table);

  /** Makes it part of a transaction. */
  void make(Transaction transaction);

  /**
   * A column of a new id.
   *
   * @param after the largest id so far
   */
  record AddColumn(String name, PrimitiveType type, Optional<Source> source, int after)
      implements Edit {
    @Override
    public boolean isIn(TableSchema table) {
      Predicate<NestedField> isFilled =
          column ->
              source.isEmpty()
                  || table.sources(column).contains(rule(column.fieldId(), source.get()));
      return table
          .find(name)
          .filter(column -> column.fieldId() > after && column.type().equals(type))
          .filter(isFilled)
          .isPresent();
    }

    @Override
    public void make(Transaction transaction) {
      transaction.updateSchema().addColumn(name, type).commit();
      if (source.isPresent()) {
        NestedField added = transaction.table().schema().findField(name);
        set(transaction, rule(added.fieldId(), source.get()));
      }
    }
  }

  /** One more event type for a column. */
  record AddSource(int fieldId, Source source) implements Edit {
    @Override
    public boolean isIn(TableSchema table) {
      return table.promotions().ofField(fieldId).contains(rule(fieldId, source));
    }

    @Override
    public void make(Transaction transaction) {
      set(transaction, rule(fieldId, source));
    }
  }

  record RenameColumn(NestedField column, String to) implements Edit {
    @Override
    public boolean isIn(TableSchema table) {
      return table.find(column.fieldId()).filter(found -> found.name().equals(to)).isPresent();
    }

    @Override
    public void make(Transaction transaction) {
      transaction.updateSchema().renameColumn(column.name(), to).commit();
    }
  }

  record WidenColumn(NestedField column, PrimitiveType type) implements Edit {
    @Override
    public boolean isIn(TableSchema table) {
      return table.find(column.fieldId()).filter(found -> found.type().equals(type)).isPresent();
    }

    @Override
    public void make(Transaction transaction) {
      transaction.updateSchema().updateColumn(column.name(), type).commit();
    }
  }

  /** The rules that fill it go with it. */
  record DropColumn(NestedField column) implements Edit {
    @Override
    public boolean isIn(TableSchema table) {
      return table.find(column.fieldId()).isEmpty();
    }

    @Override
    public void make(Transaction transaction) {
      transaction.updateSchema().deleteColumn(column.name()).commit();
      UpdateProperties properties = transaction.updateProperties();
      Promotions.in(transaction.table().properties())
          .ofField(column.fieldId())
          .forEach(rule -> properties.remove(rule.key()));
      properties.commit();
    }
  }

  private static Promotion rule(int fieldId, Source source) {
    return new Promotion(fieldId, source.eventType(), source.path());
  }

  private static void set(Transaction transaction, Promotion rule) {
    transaction.updateProperties().set(rule.key(), rule.path().toString()).commit();
  }
}
