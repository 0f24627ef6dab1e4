package dev.firn.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Where an event belongs: its type and the UTC hour of its time, counted from the epoch. One
 * buffer, one folder and one Iceberg partition each.
 *
 * @param type the CloudEvents type, any non-empty string
 * @param hour whole hours since 1970-01-01T00:00Z, negative before
 */
public record PartitionKey(String type, long hour) implements Comparable<PartitionKey> {
  private static final int LONGEST_ENCODED_TYPE = 120;
  private static final int KEPT_PREFIX = 80;
  private static final long MICROS_PER_HOUR = 3_600_000_000L;
  private static final Pattern ID =
      Pattern.compile("[A-Za-z0-9._%~-]{1,120}/[+-]?\\d{4,}-\\d\\d-\\d\\dT\\d\\d");
  private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH");

  public PartitionKey {
    if (type.isEmpty()) {
      throw new IllegalArgumentException("A partition needs a non-empty event type");
    }
  }

  /** The partition of an event of this type at this time, in microseconds since the epoch. */
  public static PartitionKey of(String type, long timeMicros) {
    return new PartitionKey(type, Math.floorDiv(timeMicros, MICROS_PER_HOUR));
  }

  /** The start of the hour. */
  public Instant start() {
    return Instant.ofEpochSecond(hour * 3600);
  }

  /**
   * The name of the partition in entity ids, journals and the {@code ingest_writer} column, for
   * example {@code page.view/2026-11-22T09}. At most 140 bytes of ASCII; no two partitions share
   * one.
   */
  public String id() {
    return encodedType() + "/" + HOUR.format(start().atOffset(ZoneOffset.UTC));
  }

  /** Whether a text has the form of {@link #id()}. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /**
   * The type as it may stand in a path: letters, digits, {@code -}, {@code _} and {@code .} stay,
   * every other byte of its UTF-8 form is percent-encoded. What would be longer than 120 bytes
   * becomes a prefix, {@code ~} and 128 bits of its SHA-256; {@code ~} itself is always encoded, so
   * the two forms never meet.
   */
  public String encodedType() {
    String encoded = percentEncoded(type);
    if (encoded.length() <= LONGEST_ENCODED_TYPE) {
      return encoded;
    }
    int cut = KEPT_PREFIX;
    while (encoded.charAt(cut - 1) == '%' || encoded.charAt(cut - 2) == '%') {
      cut--;
    }
    return encoded.substring(0, cut) + "~" + HexFormat.of().formatHex(sha256(type), 0, 16);
  }

  private static String percentEncoded(String text) {
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(UTF_8)) {
      char c = (char) (b & 0xff);
      if (isUnreserved(c)) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return encoded.toString();
  }

  private static boolean isUnreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_'
        || c == '.';
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  @Override
  public int compareTo(PartitionKey other) {
    int byType = type.compareTo(other.type);
    return byType != 0 ? byType : Long.compare(hour, other.hour);
  }
}
