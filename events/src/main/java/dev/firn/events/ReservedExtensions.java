package dev.firn.events;

/**
 * Keys in a row's extensions that are no attributes: they keep what a column cannot say, so that
 * the event comes out as it went in. No attribute name can meet them, for names are {@code
 * [a-z0-9]+}.
 */
public final class ReservedExtensions {
  /** What the data column holds; absent where it is JSON text as it was sent, or null. */
  public static final String DATA = "_data";

  /** Under {@link #DATA}: binary data in base64. */
  public static final String DATA_BASE64 = "base64";

  /** Under {@link #DATA}: plain text. */
  public static final String DATA_TEXT = "text";

  /** Under {@link #DATA}: JSON text although the content type declares something else. */
  public static final String DATA_JSON = "json";

  /**
   * The extensions that are not strings: {@code name:i} for an integer, {@code name:b} for a
   * boolean, joined by commas.
   */
  public static final String TYPES = "_types";

  /**
   * The time as it was sent, where the column cannot give it back: finer than a microsecond, of an
   * offset other than Z, a leap second. Empty where no time was sent, and the column has the
   * arrival.
   */
  public static final String TIME = "_time";

  private ReservedExtensions() {}
}
