package dev.firn.catalog.rewrite;

import static org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit.MICROS;
import static org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit.MILLIS;
import static org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit.NANOS;
import static org.apache.parquet.schema.LogicalTypeAnnotation.dateType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.decimalType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.intType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.jsonType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timeType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FLOAT;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.DateType;
import org.apache.iceberg.types.Types.DecimalType;
import org.apache.iceberg.types.Types.DoubleType;
import org.apache.iceberg.types.Types.IntegerType;
import org.apache.iceberg.types.Types.LongType;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.types.Types.StringType;
import org.apache.iceberg.types.Types.TimeType;
import org.apache.iceberg.types.Types.TimestampType;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.junit.jupiter.api.Test;

/** Which columns of other writers are moved as they are. */
class LeafTest {
  private static Leaf leaf(Type type) {
    return RowForm.of(new Schema(NestedField.optional(1, "c", type))).leaves().get(0);
  }

  private static boolean takes(Type type, PrimitiveTypeName kind) {
    return takes(type, Types.optional(kind).id(1).named("c"));
  }

  private static boolean takes(
      Type type, PrimitiveTypeName kind, LogicalTypeAnnotation annotation) {
    return takes(type, Types.optional(kind).as(annotation).id(1).named("c"));
  }

  private static boolean takes(Type type, PrimitiveType found) {
    ColumnDescriptor column = new MessageType("other", found).getColumns().get(0);
    return leaf(type).takes(column);
  }

  @Test
  void timestampsOfAnotherUnitZoneOrKindAreNotThoseOfTheTable() {
    TimestampType time = TimestampType.withZone();
    assertThat(takes(time, INT64, timestampType(true, MICROS))).isTrue();
    assertThat(takes(time, INT64, timestampType(true, MILLIS))).isFalse();
    assertThat(takes(time, INT64, timestampType(true, NANOS))).isFalse();
    assertThat(takes(time, INT64, timestampType(false, MICROS))).isFalse();
    assertThat(takes(time, INT64)).isFalse();
    assertThat(takes(time, INT32, dateType())).isFalse();
    assertThat(takes(time, INT32)).isFalse();
    assertThat(takes(TimestampType.withoutZone(), INT32, dateType())).isFalse();
  }

  @Test
  void numbersAreSignedAndNothingElse() {
    assertThat(takes(IntegerType.get(), INT32)).isTrue();
    assertThat(takes(IntegerType.get(), INT32, intType(32, true))).isTrue();
    assertThat(takes(IntegerType.get(), INT32, intType(32, false))).isFalse();
    assertThat(takes(IntegerType.get(), INT32, timeType(true, MILLIS))).isFalse();
    assertThat(takes(IntegerType.get(), INT32, dateType())).isFalse();
    assertThat(takes(LongType.get(), INT64)).isTrue();
    assertThat(takes(LongType.get(), INT64, intType(64, true))).isTrue();
    assertThat(takes(LongType.get(), INT64, intType(64, false))).isFalse();
    assertThat(takes(LongType.get(), INT64, timestampType(true, MICROS))).isFalse();
  }

  @Test
  void plainNumbersAreWidened() {
    assertThat(takes(LongType.get(), INT32)).isTrue();
    assertThat(takes(LongType.get(), INT32, intType(32, true))).isTrue();
    assertThat(takes(LongType.get(), INT32, intType(32, false))).isFalse();
    assertThat(takes(LongType.get(), INT32, timeType(true, MILLIS))).isFalse();
    assertThat(takes(LongType.get(), INT32, dateType())).isFalse();
    assertThat(takes(DoubleType.get(), FLOAT)).isTrue();
    assertThat(takes(IntegerType.get(), INT64)).isFalse();
  }

  @Test
  void othersAreAsIcebergMarksThem() {
    assertThat(takes(DateType.get(), INT32, dateType())).isTrue();
    assertThat(takes(DateType.get(), INT32)).isFalse();
    assertThat(takes(TimeType.get(), INT64, timeType(false, MICROS))).isTrue();
    assertThat(takes(TimeType.get(), INT64, timeType(false, NANOS))).isFalse();
    assertThat(takes(StringType.get(), BINARY, stringType())).isTrue();
    assertThat(takes(StringType.get(), BINARY, jsonType())).isFalse();
    assertThat(takes(DecimalType.of(9, 2), INT32, decimalType(2, 9))).isTrue();
    assertThat(takes(DecimalType.of(9, 2), INT32, decimalType(3, 9))).isFalse();
  }
}
