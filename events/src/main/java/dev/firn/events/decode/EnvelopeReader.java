package dev.firn.events.decode;

import com.fasterxml.jackson.core.JsonToken;
import dev.firn.events.decode.EventDraft.DataKind;
import dev.firn.events.decode.EventDraft.ValueType;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the members of one structured event (CloudEvents JSON format 1.0.2) into a draft. */
final class EnvelopeReader {
  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
  private static final byte[] ZERO = {'0'};

  private final int deepest;

  EnvelopeReader(int deepest) {
    this.deepest = deepest;
  }

  /** From the opening brace to the closing one. */
  void read(JsonCursor json, EventDraft draft) throws IOException {
    String name;
    while ((name = json.nextFieldName()) != null) {
      readMember(name, json.nextToken(), json, draft);
    }
  }

  /** One member; the cursor is at its value and afterwards at its end. */
  void readMember(String name, JsonToken value, JsonCursor json, EventDraft draft)
      throws IOException {
    Attribute attribute = Attribute.named(name);
    if (attribute != null) {
      readAttribute(attribute, value, json, draft);
    } else if (name.equals("data")) {
      readData(value, json, draft);
    } else if (name.equals("data_base64")) {
      readBase64(value, json, draft);
    } else {
      readExtension(name, value, json, draft);
    }
  }

  private void readAttribute(
      Attribute attribute, JsonToken value, JsonCursor json, EventDraft draft) throws IOException {
    boolean first = draft.see(attribute);
    if (value == JsonToken.VALUE_STRING && first) {
      if (!json.readString(draft.attribute(attribute), draft.scratch())) {
        draft.invalid(attribute, "text", "half a surrogate pair");
      }
    } else {
      if (value != JsonToken.VALUE_NULL && value != JsonToken.VALUE_STRING) {
        draft.invalid(attribute, "a string", kindOf(value));
      }
      skip(json, draft);
    }
  }

  private void readData(JsonToken value, JsonCursor json, EventDraft draft) throws IOException {
    int start = json.tokenStart();
    skip(json, draft);
    if (value != JsonToken.VALUE_NULL) {
      draft.setData(DataKind.JSON, json.body(), start, json.position() - start);
    }
  }

  private void readBase64(JsonToken value, JsonCursor json, EventDraft draft) throws IOException {
    if (value == JsonToken.VALUE_STRING) {
      Slice text = new Slice();
      boolean plain = json.readString(text, draft.scratch());
      if (!plain || !AttributeRules.isBase64(text.bytes(), text.offset(), text.end())) {
        draft.reject(
            RejectionReason.INVALID_ATTRIBUTE,
            "data_base64: expected base64 (RFC 4648, 4), found " + Quote.of(text));
      }
      draft.setData(DataKind.BASE64, text.bytes(), text.offset(), text.length());
      return;
    }
    if (value != JsonToken.VALUE_NULL) {
      draft.reject(
          RejectionReason.INVALID_ATTRIBUTE,
          "data_base64: expected a string, found " + kindOf(value));
    }
    skip(json, draft);
  }

  private void readExtension(String name, JsonToken value, JsonCursor json, EventDraft draft)
      throws IOException {
    switch (value) {
      case VALUE_STRING -> {
        Slice target = draft.addExtension(name, ValueType.STRING);
        if (target == null) {
          skip(json, draft);
        } else if (!json.readString(target, draft.scratch())) {
          rejectValue(name, "text", "half a surrogate pair", draft);
        }
      }
      case VALUE_NUMBER_INT -> readInteger(name, json, draft);
      case VALUE_TRUE -> setConstant(draft.addExtension(name, ValueType.BOOLEAN), TRUE);
      case VALUE_FALSE -> setConstant(draft.addExtension(name, ValueType.BOOLEAN), FALSE);
      case VALUE_NULL -> requireName(name, draft);
      default -> {
        requireName(name, draft);
        rejectValue(name, "a string, an integer or a boolean", kindOf(value), draft);
        skip(json, draft);
      }
    }
  }

  private static void readInteger(String name, JsonCursor json, EventDraft draft) {
    Slice target = draft.addExtension(name, ValueType.INTEGER);
    if (target == null) {
      return;
    }
    int start = json.tokenStart();
    target.set(json.body(), start, json.position() - start);
    if (!fitsInteger(target)) {
      rejectValue(name, "an integer of 32 bits", Quote.of(target), draft);
    } else if (json.body()[start] == '-' && json.body()[start + 1] == '0') {
      setConstant(target, ZERO);
    }
  }

  private static boolean fitsInteger(Slice digits) {
    if (digits.length() > 11) {
      return false;
    }
    long value = Long.parseLong(digits.text());
    return value == (int) value;
  }

  private static void setConstant(@Nullable Slice target, byte[] text) {
    if (target != null) {
      target.set(text, 0, text.length);
    }
  }

  private static void requireName(String name, EventDraft draft) {
    if (!AttributeRules.isAttributeName(name)) {
      draft.addExtension(name, ValueType.STRING);
    }
  }

  private static void rejectValue(String name, String expected, String came, EventDraft draft) {
    draft.reject(
        RejectionReason.INVALID_ATTRIBUTE,
        Quote.of(name) + ": expected " + expected + ", found " + came);
  }

  private void skip(JsonCursor json, EventDraft draft) throws IOException {
    if (1 + json.skipValue() > deepest) {
      draft.reject(RejectionReason.TOO_DEEP, "expected JSON nested at most " + deepest + " deep");
    }
  }

  private static String kindOf(JsonToken value) {
    return switch (value) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_NUMBER_INT -> "an integer";
      case VALUE_NUMBER_FLOAT -> "a fractional number";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      case VALUE_NULL -> "null";
      default -> "a string";
    };
  }
}
