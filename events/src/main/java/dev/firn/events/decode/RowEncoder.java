package dev.firn.events.decode;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.firn.events.ByteWriter;
import dev.firn.events.ReservedExtensions;
import dev.firn.events.decode.EventDraft.ValueType;

/** Writes a checked draft as a row, as {@link dev.firn.events.RowBlock} describes it. */
final class RowEncoder {
  private static final byte[] DATA = ascii(ReservedExtensions.DATA);
  private static final byte[] BASE64 = ascii(ReservedExtensions.DATA_BASE64);
  private static final byte[] TEXT = ascii(ReservedExtensions.DATA_TEXT);
  private static final byte[] JSON = ascii(ReservedExtensions.DATA_JSON);
  private static final byte[] TYPES = ascii(ReservedExtensions.TYPES);
  private static final byte[] TIME = ascii(ReservedExtensions.TIME);
  private static final byte[] AS_DECLARED = new byte[0];

  private final Slice text = new Slice();

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  /**
   * @param timeIsExact whether the micros say all that is known of the time as it was sent
   * @param declaresJson whether the data's content type is JSON
   */
  void encode(
      EventDraft draft, long micros, boolean timeIsExact, boolean declaresJson, ByteWriter out) {
    out.putSignedVarint(micros);
    put(draft.attribute(Attribute.ID), out);
    put(draft.attribute(Attribute.SOURCE), out);
    put(draft.attribute(Attribute.SPECVERSION), out);
    put(draft.attribute(Attribute.SUBJECT), out);
    put(draft.attribute(Attribute.DATACONTENTTYPE), out);
    put(draft.attribute(Attribute.DATASCHEMA), out);
    byte[] form = putData(draft, declaresJson, out);
    putExtensions(draft, form, timeIsExact, out);
  }

  private static void put(Slice value, ByteWriter out) {
    if (value.isPresent()) {
      out.putVarint(value.length() + 1L);
      out.putBytes(value.bytes(), value.offset(), value.length());
    } else {
      out.putByte(0);
    }
  }

  /** Returns what {@code _data} is to say, nothing where it is not needed. */
  private byte[] putData(EventDraft draft, boolean declaresJson, ByteWriter out) {
    Slice data = draft.data();
    switch (draft.dataKind()) {
      case JSON -> {
        boolean asSent = declaresJson || !isStringOfText(data, draft.scratch());
        put(asSent ? data : text, out);
        return declaresJson ? AS_DECLARED : asSent ? JSON : TEXT;
      }
      case BASE64 -> {
        put(data, out);
        return BASE64;
      }
      case TEXT -> {
        put(data, out);
        return TEXT;
      }
      default -> {
        put(data, out);
        return AS_DECLARED;
      }
    }
  }

  /** Points {@link #text} at what a JSON string stands for. */
  private boolean isStringOfText(Slice json, ByteWriter scratch) {
    if (json.bytes()[json.offset()] != '"') {
      return false;
    }
    int start = json.offset() + 1;
    int end = json.end() - 1;
    if (JsonStrings.plainEnd(json.bytes(), start, end) == end) {
      text.set(json.bytes(), start, end - start);
      return true;
    }
    int mark = scratch.length();
    boolean isText = JsonStrings.unescape(json.bytes(), start, end, scratch);
    text.set(scratch.array(), mark, scratch.length() - mark);
    return isText;
  }

  private static void putExtensions(
      EventDraft draft, byte[] dataForm, boolean timeIsExact, ByteWriter out) {
    int typed = 0;
    for (int i = 0; i < draft.extensions(); i++) {
      typed += draft.extensionType(i) == ValueType.STRING ? 0 : 1;
    }
    int reserved = (typed > 0 ? 1 : 0) + (dataForm.length > 0 ? 1 : 0) + (timeIsExact ? 0 : 1);
    out.putVarint(draft.extensions() + reserved);
    for (int i = 0; i < draft.extensions(); i++) {
      Slice value = draft.extensionValue(i);
      putName(draft.extensionName(i), out);
      out.putSized(value.bytes(), value.offset(), value.length());
    }
    if (dataForm.length > 0) {
      out.putSized(DATA, 0, DATA.length);
      out.putSized(dataForm, 0, dataForm.length);
    }
    if (typed > 0) {
      out.putSized(TYPES, 0, TYPES.length);
      putTypes(draft, out);
    }
    if (!timeIsExact) {
      Slice time = draft.attribute(Attribute.TIME);
      out.putSized(TIME, 0, TIME.length);
      out.putSized(time.bytes(), time.offset(), Math.max(0, time.length()));
    }
  }

  /** Names are ASCII, see {@link AttributeRules#isAttributeName}. */
  private static void putName(String name, ByteWriter out) {
    out.putVarint(name.length());
    for (int i = 0; i < name.length(); i++) {
      out.putByte(name.charAt(i));
    }
  }

  private static void putTypes(EventDraft draft, ByteWriter out) {
    StringBuilder types = new StringBuilder();
    for (int i = 0; i < draft.extensions(); i++) {
      if (draft.extensionType(i) != ValueType.STRING) {
        types.append(types.isEmpty() ? "" : ",").append(draft.extensionName(i));
        types.append(draft.extensionType(i) == ValueType.INTEGER ? ":i" : ":b");
      }
    }
    out.putText(types.toString());
  }
}
