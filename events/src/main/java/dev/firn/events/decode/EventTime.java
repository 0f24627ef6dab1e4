package dev.firn.events.decode;

import java.time.LocalDate;

/**
 * Reads RFC 3339 timestamps from bytes, without garbage. Reused: holds the result of the last
 * {@link #parse}.
 */
final class EventTime {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long SECONDS_PER_DAY = 86_400;
  private static final int NO_OFFSET = Integer.MIN_VALUE;
  private static final long EARLIEST = -62_167_219_200L;
  private static final long END = 253_402_300_800L;

  private byte[] bytes = new byte[0];
  private int at;
  private int end;
  private long micros;
  private boolean exact;

  /** Microseconds since the epoch, rounded down. */
  long micros() {
    return micros;
  }

  /** Whether {@link #micros()} in UTC says all that the text said. */
  boolean isExact() {
    return exact;
  }

  /** Whether the text is a timestamp between the years 0000 and 9999, in UTC too. */
  boolean parse(byte[] source, int offset, int length) {
    bytes = source;
    at = offset;
    end = offset + length;
    if (length < 20 || !hasDateAndTimeMarks()) {
      return false;
    }
    int year = digits(0, 4);
    int month = digits(5, 2);
    int day = digits(8, 2);
    int hour = digits(11, 2);
    int minute = digits(14, 2);
    int second = digits(17, 2);
    if ((year | month | day | hour | minute | second) < 0
        || month < 1
        || month > 12
        || day < 1
        || day > daysOf(year, month)
        || hour > 23
        || minute > 59
        || second > 60) {
      return false;
    }
    exact = bytes[at + 10] == 'T';
    at += 19;
    int fraction = readFraction();
    int offsetSeconds = fraction < 0 ? NO_OFFSET : readOffset();
    if (offsetSeconds == NO_OFFSET) {
      return false;
    }
    long local = epochDay(year, month, day) * SECONDS_PER_DAY + hour * 3600L + minute * 60L;
    return second == 60
        ? leap(local + 59 - offsetSeconds)
        : finish(local + second - offsetSeconds, fraction);
  }

  private boolean finish(long seconds, int fraction) {
    micros = seconds * MICROS_PER_SECOND + fraction;
    return seconds >= EARLIEST && seconds < END;
  }

  /** A leap second ends a UTC day that ends a month; it is kept as that day's last microsecond. */
  private boolean leap(long secondBefore) {
    exact = false;
    boolean endsDay = Math.floorMod(secondBefore, SECONDS_PER_DAY) == SECONDS_PER_DAY - 1;
    long nextDay = Math.floorDiv(secondBefore, SECONDS_PER_DAY) + 1;
    return endsDay
        && LocalDate.ofEpochDay(nextDay).getDayOfMonth() == 1
        && finish(secondBefore, 999_999);
  }

  private boolean hasDateAndTimeMarks() {
    return bytes[at + 4] == '-'
        && bytes[at + 7] == '-'
        && (bytes[at + 10] == 'T' || bytes[at + 10] == 't')
        && bytes[at + 13] == ':'
        && bytes[at + 16] == ':';
  }

  /** Microseconds, -1 where there is a point but no digits. Moves behind the fraction. */
  private int readFraction() {
    if (bytes[at] != '.') {
      return 0;
    }
    int first = ++at;
    int value = 0;
    while (at < end && isDigit(bytes[at])) {
      int digit = bytes[at] - '0';
      if (at - first < 6) {
        value = value * 10 + digit;
      } else if (digit != 0) {
        exact = false;
      }
      at++;
    }
    for (int i = at - first; i < 6; i++) {
      value *= 10;
    }
    return at == first ? -1 : value;
  }

  private int readOffset() {
    if (end - at == 1 && (bytes[at] == 'Z' || bytes[at] == 'z')) {
      exact &= bytes[at] == 'Z';
      return 0;
    }
    exact = false;
    if (end - at != 6 || bytes[at + 3] != ':' || (bytes[at] != '+' && bytes[at] != '-')) {
      return NO_OFFSET;
    }
    int hours = digits(1, 2);
    int minutes = digits(4, 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
      return NO_OFFSET;
    }
    int seconds = hours * 3600 + minutes * 60;
    return bytes[at] == '-' ? -seconds : seconds;
  }

  /** Negative where something else than digits stands there. */
  private int digits(int from, int count) {
    int value = 0;
    for (int i = at + from; i < at + from + count; i++) {
      if (!isDigit(bytes[i])) {
        return Integer.MIN_VALUE;
      }
      value = value * 10 + bytes[i] - '0';
    }
    return value;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static int daysOf(int year, int month) {
    return switch (month) {
      case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
      case 4, 6, 9, 11 -> 30;
      default -> 31;
    };
  }

  /** Days since 1970-01-01, by counting years from March, so that the leap day comes last. */
  private static long epochDay(int year, int month, int day) {
    long y = month <= 2 ? year - 1L : year;
    long era = Math.floorDiv(y, 400);
    long yearOfEra = y - era * 400;
    long dayOfYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097 + dayOfEra - 719_468;
  }
}
