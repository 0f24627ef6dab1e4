package dev.firn.events.decode;

import java.util.Locale;

/** The words that {@link Rejection#reason()} can have. They are part of the API: never renamed. */
public enum RejectionReason {
  /** A required attribute is absent or null. */
  MISSING_ATTRIBUTE,
  /** An attribute, or the data, is not what the CloudEvents specification asks for. */
  INVALID_ATTRIBUTE,
  /** A member or header is there twice. */
  DUPLICATE_ATTRIBUTE,
  /** {@code specversion} is not 1.0. */
  UNSUPPORTED_SPECVERSION,
  /** The event or one of its attributes is over its limit. */
  TOO_LARGE,
  /** More extension attributes than the limit. */
  TOO_MANY_EXTENSIONS,
  /** JSON nested deeper than the limit. */
  TOO_DEEP,
  /** {@code time} is before or after what is accepted. */
  TIME_OUT_OF_WINDOW,
  /** An element of a batch that is not a JSON object. */
  NOT_AN_EVENT,
  /** A line of NDJSON that is not JSON. */
  UNREADABLE_EVENT;

  private final String word = name().toLowerCase(Locale.ROOT);

  public String word() {
    return word;
  }
}
