package dev.firn.catalog.evolution;

import dev.firn.catalog.promotion.JsonPath;
import java.util.Optional;
import org.apache.iceberg.types.Type.PrimitiveType;

/** A change that somebody wants, by the names that columns have now. */
public sealed interface SchemaChange {

  /** The column that it is about. */
  String column();

  /**
   * A new column; or, for a column that is there with this type, one more event type to fill it.
   *
   * @param isRequired which is refused
   * @param source what fills it; without one, other clients do
   */
  record Add(String column, PrimitiveType type, boolean isRequired, Optional<Source> source)
      implements SchemaChange {
    @Override
    public String toString() {
      return "add " + column + " " + type + source.map(from -> " from " + from).orElse("");
    }
  }

  /** Another name for the same values. */
  record Rename(String column, String to) implements SchemaChange {
    @Override
    public String toString() {
      return "rename " + column + " to " + to;
    }
  }

  /** A type that holds every value of the present one. */
  record Widen(String column, PrimitiveType type) implements SchemaChange {
    @Override
    public String toString() {
      return "widen " + column + " to " + type;
    }
  }

  /** The column goes out of the table; its values stay in the files, and in older snapshots. */
  record Drop(String column) implements SchemaChange {
    @Override
    public String toString() {
      return "drop " + column;
    }
  }

  /** Where values of a column come from. */
  record Source(String eventType, JsonPath path) {
    @Override
    public String toString() {
      return path + " of " + eventType;
    }
  }
}
