package dev.firn.catalog.suggestion;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;

/** What a JSON value is, as far as it decides on the type of a column. */
public enum Kind {
  BOOLEAN,
  WHOLE,
  NUMBER,
  DATE,
  INSTANT,
  TEXT;

  private static final int DATE_LENGTH = 10;
  private static final int LONGEST_INSTANT = 35;

  /** Of the scalar that a parser is at, which is not null. */
  static Kind of(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_TRUE, VALUE_FALSE -> BOOLEAN;
      case VALUE_NUMBER_INT ->
          parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? NUMBER : WHOLE;
      case VALUE_NUMBER_FLOAT -> NUMBER;
      default -> ofText(parser.getText());
    };
  }

  private static Kind ofText(String text) {
    boolean mayBeTime =
        text.length() >= DATE_LENGTH && text.length() <= LONGEST_INSTANT && text.charAt(4) == '-';
    if (!mayBeTime) {
      return TEXT;
    }
    try {
      if (text.length() == DATE_LENGTH) {
        LocalDate.parse(text);
        return DATE;
      }
      OffsetDateTime.parse(text);
      return INSTANT;
    } catch (DateTimeException e) {
      return TEXT;
    }
  }
}
