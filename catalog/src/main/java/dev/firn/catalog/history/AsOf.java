package dev.firn.catalog.history;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** A point of a table's history that somebody names. */
public sealed interface AsOf {

  /** The newest, as it is when it is asked for. */
  record Current() implements AsOf {
    @Override
    public String toString() {
      return CURRENT;
    }
  }

  /** A snapshot by its id. */
  record OfSnapshot(long id) implements AsOf {
    @Override
    public String toString() {
      return Long.toString(id);
    }
  }

  /** The snapshot that a tag keeps. */
  record OfTag(String name) implements AsOf {
    @Override
    public String toString() {
      return name;
    }
  }

  /** The snapshot that was current at a moment, whatever was rolled back since. */
  record OfInstant(Instant instant) implements AsOf {
    @Override
    public String toString() {
      return instant.toString();
    }
  }

  /** How the newest is named. */
  String CURRENT = "current";

  /**
   * Reads a snapshot's id, an instant with its offset, {@code current}, or a tag's name.
   *
   * @throws IllegalArgumentException when it is none of them
   */
  static AsOf parse(String text) {
    if (text.equals(CURRENT)) {
      return new Current();
    }
    try {
      if (text.matches("[0-9]+")) {
        return new OfSnapshot(Long.parseLong(text));
      }
      if (text.matches("[0-9]{4}-.*")) {
        return new OfInstant(OffsetDateTime.parse(text).toInstant());
      }
    } catch (NumberFormatException | DateTimeException e) {
      throw unreadable(text, e);
    }
    if (TagName.isOne(text)) {
      return new OfTag(text);
    }
    throw unreadable(text, null);
  }

  private static IllegalArgumentException unreadable(String text, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "Expected a snapshot's id, an instant such as 2026-11-22T09:00:00Z, a tag's name or "
            + CURRENT
            + ", found \""
            + text
            + "\"",
        cause);
  }
}
