package dev.firn.events.decode;

import dev.firn.events.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * One event while it is being read: slices of what was sent, in whatever order it came. Reused from
 * event to event. Keeps the first thing found wrong.
 */
final class EventDraft {
  /** What {@link #data()} points at. */
  enum DataKind {
    NONE,
    /** The JSON text of a {@code data} member. */
    JSON,
    /** The text of a {@code data_base64} member. */
    BASE64,
    /** A body in binary mode that is not JSON but valid UTF-8. */
    TEXT
  }

  /** The type of an extension's value. */
  enum ValueType {
    STRING,
    INTEGER,
    BOOLEAN
  }

  private final int mostExtensions;
  private final Slice[] attributes = new Slice[Attribute.values().length];
  private final String[] names;
  private final Slice[] values;
  private final ValueType[] types;
  private final Slice data = new Slice();
  private final ByteWriter scratch = new ByteWriter(1024);
  private DataKind dataKind = DataKind.NONE;
  private int attributesSeen;
  private int extensions;
  private @Nullable RejectionReason reason;
  private String detail = "";

  EventDraft(int mostExtensions) {
    this.mostExtensions = mostExtensions;
    for (int i = 0; i < attributes.length; i++) {
      attributes[i] = new Slice();
    }
    names = new String[mostExtensions];
    values = new Slice[mostExtensions];
    for (int i = 0; i < mostExtensions; i++) {
      values[i] = new Slice();
    }
    types = new ValueType[mostExtensions];
  }

  void reset() {
    for (Slice attribute : attributes) {
      attribute.clear();
    }
    data.clear();
    dataKind = DataKind.NONE;
    attributesSeen = 0;
    extensions = 0;
    scratch.truncate(0);
    reason = null;
    detail = "";
  }

  /** Room for text that is not in the body as it stands; lives as long as the draft's event. */
  ByteWriter scratch() {
    return scratch;
  }

  boolean isEmpty() {
    return attributesSeen == 0 && extensions == 0 && dataKind == DataKind.NONE && reason == null;
  }

  Slice attribute(Attribute attribute) {
    return attributes[attribute.place()];
  }

  /** Notes that an attribute has come; false, and rejected, if it had come before. */
  boolean see(Attribute attribute) {
    int bit = 1 << attribute.place();
    if ((attributesSeen & bit) != 0) {
      reject(RejectionReason.DUPLICATE_ATTRIBUTE, attribute.text() + " is there twice");
      return false;
    }
    attributesSeen |= bit;
    return true;
  }

  int extensions() {
    return extensions;
  }

  String extensionName(int index) {
    return names[index];
  }

  Slice extensionValue(int index) {
    return values[index];
  }

  ValueType extensionType(int index) {
    return types[index];
  }

  /** Where the value of a new extension is to go; null, and rejected, where it may not be. */
  @Nullable Slice addExtension(String name, ValueType type) {
    if (!AttributeRules.isAttributeName(name)) {
      reject(
          RejectionReason.INVALID_ATTRIBUTE,
          "'" + Quote.of(name) + "' is no attribute name: expected lower-case letters and digits");
      return null;
    }
    for (int i = 0; i < extensions; i++) {
      if (names[i].equals(name)) {
        reject(RejectionReason.DUPLICATE_ATTRIBUTE, Quote.of(name) + " is there twice");
        return null;
      }
    }
    if (extensions == mostExtensions) {
      reject(
          RejectionReason.TOO_MANY_EXTENSIONS,
          "expected at most " + mostExtensions + " extension attributes");
      return null;
    }
    names[extensions] = name;
    types[extensions] = type;
    return values[extensions++];
  }

  Slice data() {
    return data;
  }

  DataKind dataKind() {
    return dataKind;
  }

  void setData(DataKind kind, byte[] bytes, int offset, int length) {
    if (dataKind != DataKind.NONE) {
      boolean twice = dataKind == kind;
      reject(
          twice ? RejectionReason.DUPLICATE_ATTRIBUTE : RejectionReason.INVALID_ATTRIBUTE,
          twice
              ? (kind == DataKind.BASE64 ? "data_base64" : "data") + " is there twice"
              : "data and data_base64 exclude each other");
      return;
    }
    dataKind = kind;
    data.set(bytes, offset, length);
  }

  /** Notes what is wrong; the first finding stays. */
  void reject(RejectionReason why, String what) {
    if (reason == null) {
      reason = why;
      detail = what;
    }
  }

  void invalid(Attribute attribute, String expected, String came) {
    reject(
        RejectionReason.INVALID_ATTRIBUTE,
        attribute.text() + ": expected " + expected + ", found " + came);
  }

  @Nullable RejectionReason reason() {
    return reason;
  }

  String detail() {
    return detail;
  }
}
