package dev.firn.events.decode;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.firn.events.CloudEventJson;
import dev.firn.events.decode.EventDraft.DataKind;
import dev.firn.events.decode.EventDraft.ValueType;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads binary mode (HTTP binding 1.0.2, 3.1): attributes in headers, data in the body. */
final class BinaryModeReader {
  private static final String PREFIX = "ce-";

  private final RequestRows rows;
  private final EventDraft draft;
  private final int deepest;

  BinaryModeReader(RequestRows rows, EventDraft draft, IngestLimits limits) {
    this.rows = rows;
    this.draft = draft;
    this.deepest = limits.depth();
  }

  void read(RequestHead head, byte[] body, int length)
      throws IOException, UnreadableRequestException {
    draft.reset();
    int size = length;
    for (Map.Entry<String, String> header : head.headers()) {
      if (header.getKey().startsWith(PREFIX)) {
        readHeader(header.getKey().substring(PREFIX.length()), header.getValue());
        size += Utf8.length(header.getValue());
      }
    }
    String contentType = head.contentType();
    if (contentType != null) {
      byte[] text = contentType.getBytes(UTF_8);
      draft.attribute(Attribute.DATACONTENTTYPE).set(text, 0, text.length);
    }
    if (length > 0) {
      readData(contentType, body, length);
    }
    rows.add(draft, size);
  }

  private void readHeader(String name, String value) {
    Attribute attribute = Attribute.named(name);
    if (name.equals("data") || attribute == Attribute.DATACONTENTTYPE) {
      draft.reject(
          RejectionReason.INVALID_ATTRIBUTE,
          name + ": expected as the body and its Content-Type, found as a header");
      return;
    }
    Slice target;
    if (attribute == null) {
      target = draft.addExtension(name, ValueType.STRING);
    } else {
      target = draft.see(attribute) ? draft.attribute(attribute) : null;
    }
    if (target != null) {
      decode(name, value, target);
    }
  }

  private void decode(String name, String value, Slice target) {
    int mark = draft.scratch().length();
    if (!HeaderText.decode(value, draft.scratch())) {
      draft.reject(
          RejectionReason.INVALID_ATTRIBUTE,
          Quote.of(name) + ": expected percent-encoded UTF-8, found '" + Quote.of(value) + "'");
    }
    target.set(draft.scratch().array(), mark, draft.scratch().length() - mark);
  }

  /** The specification does not ask JSON to be JSON here: what is none is kept as it came. */
  private void readData(@Nullable String contentType, byte[] body, int length) throws IOException {
    boolean utf8 = contentType == null || MediaTypes.isUtf8(contentType);
    if (!utf8 || !Utf8.isValid(body, 0, length)) {
      byte[] base64 = Base64.getEncoder().encode(Arrays.copyOf(body, length));
      draft.setData(DataKind.BASE64, base64, 0, base64.length);
      return;
    }
    boolean json = contentType == null || CloudEventJson.declaresJson(contentType);
    draft.setData(json && isJson(body, length) ? DataKind.JSON : DataKind.TEXT, body, 0, length);
  }

  private boolean isJson(byte[] body, int length) throws IOException {
    try {
      JsonCursor json = JsonCursors.SHARED.over(body, 0, length);
      if (json.nextToken() == null) {
        return false;
      }
      int depth = 1 + json.skipValue();
      if (depth > deepest) {
        rejectDepth();
      }
      return json.nextToken() == null;
    } catch (StreamConstraintsException e) {
      rejectDepth();
      return false;
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private void rejectDepth() {
    draft.reject(RejectionReason.TOO_DEEP, "expected JSON nested at most " + deepest + " deep");
  }
}
