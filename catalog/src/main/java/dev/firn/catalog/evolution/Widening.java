package dev.firn.catalog.evolution;

import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Type.TypeID;
import org.apache.iceberg.types.Types.DecimalType;

/** Which types hold every value of others, as Iceberg's format v2 has it. */
final class Widening {
  private static final int LONG_DIGITS = 18;

  private Widening() {}

  static boolean isWider(Type from, Type to) {
    if (from instanceof DecimalType narrow && to instanceof DecimalType wide) {
      return narrow.scale() == wide.scale() && narrow.precision() < wide.precision();
    }
    return (from.typeId() == TypeID.INTEGER && to.typeId() == TypeID.LONG)
        || (from.typeId() == TypeID.FLOAT && to.typeId() == TypeID.DOUBLE);
  }

  /** Whether Parquet holds a decimal as a number, which compaction can widen. */
  static boolean isNumber(Type type) {
    return type instanceof DecimalType decimal && decimal.precision() <= LONG_DIGITS;
  }
}
