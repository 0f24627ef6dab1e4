package dev.firn.catalog.promotion;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * From a JSON value to what Parquet holds of a typed column: Boolean, Integer, Long, Float, Double
 * or the bytes of a text. Nothing is guessed: a text that looks like a number is none. Only texts
 * take numbers and booleans too, as they were sent, because ids are sent as both.
 */
final class JsonValue {
  /** More would not be a long in Parquet. */
  private static final int MOST_DIGITS = 18;

  private static final long MICROS = 1_000_000L;

  private JsonValue() {}

  static boolean isKnown(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE, STRING, DATE -> true;
      case TIMESTAMP -> ((Types.TimestampType) type).shouldAdjustToUTC();
      case DECIMAL -> ((Types.DecimalType) type).precision() <= MOST_DIGITS;
      default -> false;
    };
  }

  /** The value that a parser is at, which is not null; null where it does not fit the type. */
  static @Nullable Object read(JsonParser parser, Type type) throws IOException {
    try {
      return switch (type.typeId()) {
        case BOOLEAN -> parser.currentToken().isBoolean() ? parser.getBooleanValue() : null;
        case INTEGER -> isNumber(parser) ? Math.toIntExact(whole(parser)) : null;
        case LONG -> isNumber(parser) ? whole(parser) : null;
        case FLOAT -> isNumber(parser) ? finite((float) parser.getDoubleValue()) : null;
        case DOUBLE -> isNumber(parser) ? finite(parser.getDoubleValue()) : null;
        case DECIMAL ->
            isNumber(parser) ? unscaled(parser.getDecimalValue(), (Types.DecimalType) type) : null;
        case STRING ->
            parser.currentToken().isScalarValue() ? parser.getText().getBytes(UTF_8) : null;
        case DATE -> isText(parser) ? date(parser.getText()) : null;
        case TIMESTAMP -> isText(parser) ? micros(parser.getText()) : null;
        default -> throw new IllegalArgumentException("Not read from JSON: " + type);
      };
    } catch (ArithmeticException | DateTimeException | JsonProcessingException e) {
      return null; // too large, too exact, no such day, or more digits than are read
    }
  }

  private static boolean isNumber(JsonParser parser) {
    return parser.currentToken().isNumeric();
  }

  private static boolean isText(JsonParser parser) {
    return parser.currentToken() == JsonToken.VALUE_STRING;
  }

  private static long whole(JsonParser parser) throws IOException {
    boolean isLong =
        parser.currentToken() == JsonToken.VALUE_NUMBER_INT
            && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
    return isLong ? parser.getLongValue() : parser.getDecimalValue().longValueExact();
  }

  private static @Nullable Object finite(float value) {
    return Float.isFinite(value) ? value : null;
  }

  private static @Nullable Object finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  /** Never spelled out before its size is known: {@code 1e999999999} is short. */
  private static @Nullable Object unscaled(BigDecimal value, Types.DecimalType type) {
    BigDecimal number = value.stripTrailingZeros();
    boolean fits =
        number.signum() == 0
            || (number.scale() <= type.scale()
                && (long) number.precision() - number.scale() <= type.precision() - type.scale());
    if (!fits) {
      return null;
    }
    long unscaled = number.setScale(type.scale()).unscaledValue().longValueExact();
    return isInt(type) ? (Object) Math.toIntExact(unscaled) : (Object) unscaled;
  }

  /** As Iceberg has decimals in Parquet. */
  private static boolean isInt(Types.DecimalType type) {
    return type.precision() <= 9;
  }

  private static Object date(String text) {
    return Math.toIntExact(LocalDate.parse(text).toEpochDay());
  }

  private static Object micros(String text) {
    Instant instant = OffsetDateTime.parse(text).toInstant();
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), MICROS), instant.getNano() / 1000L);
  }
}
