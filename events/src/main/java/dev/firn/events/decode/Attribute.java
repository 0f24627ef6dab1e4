package dev.firn.events.decode;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The context attributes that the CloudEvents specification itself defines. */
enum Attribute {
  ID(0),
  SOURCE(1),
  SPECVERSION(2),
  TYPE(3),
  TIME(4),
  SUBJECT(5),
  DATACONTENTTYPE(6),
  DATASCHEMA(7);

  private final int place;
  private final String text = name().toLowerCase(Locale.ROOT);

  Attribute(int place) {
    this.place = place;
  }

  /** From 0, without a gap. */
  int place() {
    return place;
  }

  String text() {
    return text;
  }

  static @Nullable Attribute named(String name) {
    return switch (name) {
      case "id" -> ID;
      case "source" -> SOURCE;
      case "specversion" -> SPECVERSION;
      case "type" -> TYPE;
      case "time" -> TIME;
      case "subject" -> SUBJECT;
      case "datacontenttype" -> DATACONTENTTYPE;
      case "dataschema" -> DATASCHEMA;
      default -> null;
    };
  }
}
