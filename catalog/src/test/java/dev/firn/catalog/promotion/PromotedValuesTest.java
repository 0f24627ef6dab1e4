package dev.firn.catalog.promotion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromotedValuesTest {
  private static PromotedColumn column(String path, String type) {
    return new PromotedColumn(
        28, "c" + path, Types.fromPrimitiveString(type), JsonPath.parse(path));
  }

  private static PromotedValues values(PromotedColumn... columns) {
    return new PromotedValues(List.of(columns));
  }

  private static void read(PromotedValues values, String json) {
    byte[] bytes = ("…" + json + "…").getBytes(UTF_8);
    values.read(bytes, 3, bytes.length - 6);
  }

  private static @Nullable Object only(PromotedValues values) {
    Object value = values.value(0);
    return value instanceof byte[] text ? new String(text, UTF_8) : value;
  }

  private static Map<String, Long> misfits(PromotedValues values) {
    Map<String, Long> found = new HashMap<>();
    values.tell(found::put);
    return found;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "boolean        | true",
        "int            | -2147483648",
        "int            | 7.0",
        "int            | 1e3",
        "long           | 9223372036854775807",
        "float          | 0.1",
        "double         | 12345678901234567890123",
        "double         | -1e-7",
        "decimal(9,2)   | 1234567.89",
        "decimal(18,0)  | 123456789012345678",
        "decimal(18,4)  | 1e13",
        "string         | \"é\\n\"",
        "string         | 42",
        "string         | 1.50",
        "string         | true",
        "date           | \"2026-11-22\"",
        "timestamptz    | \"2026-11-22T09:00:00.123456789+01:00\"",
        "timestamptz    | \"1969-12-31T23:59:59.999999Z\"",
      })
  void whatFitsIsTaken(String type, String json) {
    PromotedValues values = values(column("$.v", type));
    read(values, "{\"v\":" + json + "}");
    assertThat(only(values)).isNotNull();
    assertThat(misfits(values)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "boolean        | \"true\"",
        "boolean        | 1",
        "int            | 2147483648",
        "int            | 1.5",
        "int            | \"7\"",
        "long           | 9223372036854775808",
        "long           | 1e999999999",
        "long           | 1e-999999999",
        "float          | 1e39",
        "double         | 1e999",
        "double         | [null]",
        "decimal(9,2)   | 0.001",
        "decimal(9,2)   | 12345678.9",
        "decimal(9,2)   | 1e999999999",
        "decimal(9,2)   | 1e-999999999",
        "string         | {}",
        "string         | [\"a\"]",
        "date           | \"22.11.2026\"",
        "date           | \"2026-02-30\"",
        "date           | 20261122",
        "timestamptz    | \"2026-11-22T09:00:00\"",
        "timestamptz    | 1763805600",
        "timestamptz    | \"+999999999-01-01T00:00:00Z\"",
      })
  void whatDoesNotFitIsNullAndCounted(String type, String json) {
    PromotedValues values = values(column("$.v", type));
    read(values, "{\"v\":" + json + "}");
    assertThat(only(values)).isNull();
    assertThat(misfits(values)).containsOnly(Map.entry("c$.v", 1L));
  }

  @Test
  void typedValuesAreThoseOfParquet() {
    Map<String, Object> expected =
        Map.of(
            "int",
            7,
            "long",
            7L,
            "float",
            7f,
            "double",
            7d,
            "decimal(9,2)",
            700,
            "decimal(10,2)",
            700L,
            "string",
            "7");
    expected.forEach(
        (type, value) -> {
          PromotedValues values = values(column("$.v", type));
          read(values, "{\"v\":7}");
          assertThat(only(values)).as(type).isEqualTo(value);
        });
    PromotedValues date = values(column("$.v", "date"));
    read(date, "{\"v\":\"1970-01-02\"}");
    assertThat(date.value(0)).isEqualTo(1);
    PromotedValues time = values(column("$.v", "timestamptz"));
    read(time, "{\"v\":\"1970-01-01T00:00:01.5Z\"}");
    assertThat(time.value(0)).isEqualTo(1_500_000L);
  }

  @Test
  void whatIsNotThereOrNullIsNullAndNotCounted() {
    PromotedValues values = values(column("$.a.b", "long"), column("$.list[1].c", "string"));
    for (String json :
        List.of(
            "{}",
            "{\"a\":null}",
            "{\"a\":{\"b\":null}}",
            "{\"a\":5}",
            "{\"list\":[]}",
            "{\"list\":[{\"c\":\"no\"}]}",
            "[1]",
            "7",
            "plain text",
            "{\"a\":{\"c\":")) {
      read(values, json);
      assertThat(values.value(0)).as(json).isNull();
      assertThat(values.value(1)).as(json).isNull();
    }
    values.read(new byte[0], 0, -1);
    assertThat(values.value(0)).isNull();
    assertThat(misfits(values)).isEmpty();
  }

  @Test
  void onePassFindsAllWhereverTheyAre() {
    PromotedValues values =
        values(
            column("$.a.b", "long"),
            column("$.a", "string"),
            column("$.list[1].c", "string"),
            column("$.list[1].c", "int"),
            column("$.last", "boolean"));
    read(
        values,
        "{\"x\":{\"a\":1},\"list\":[{\"c\":1},{\"d\":[],\"c\":22}],\"a\":{\"b\":3},\"last\":true}");
    assertThat(values.value(0)).isEqualTo(3L);
    assertThat(values.value(1)).isNull();
    assertThat(new String((byte[]) values.value(2), UTF_8)).isEqualTo("22");
    assertThat(values.value(3)).isEqualTo(22);
    assertThat(values.value(4)).isEqualTo(true);
    assertThat(misfits(values)).containsOnly(Map.entry("c$.a", 1L));
  }

  @Test
  void aRowLeavesNothingToTheNextAndTheFirstOfTwoCounts() {
    PromotedValues values = values(column("$.v", "long"), column("$.w", "long"));
    Stream.of("{\"v\":1,\"w\":9}", "{\"v\":2,\"v\":3}").forEach(json -> read(values, json));
    assertThat(values.value(0)).isEqualTo(2L);
    assertThat(values.value(1)).isNull();
    read(values, "{\"w\":1}");
    assertThat(values.value(0)).isNull();
  }
}
