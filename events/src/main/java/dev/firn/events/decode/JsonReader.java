package dev.firn.events.decode;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads bodies that are one JSON document: one event, an array of them, or an object with one. */
final class JsonReader {
  private static final String WRAPPER = "events";

  private final RequestRows rows;
  private final EventDraft draft;
  private final EnvelopeReader envelope;

  JsonReader(RequestRows rows, EventDraft draft, EnvelopeReader envelope) {
    this.rows = rows;
    this.draft = draft;
    this.envelope = envelope;
  }

  void readSingle(byte[] body, int length) throws IOException, UnreadableRequestException {
    JsonCursor json = JsonCursors.SHARED.over(body, 0, length);
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw UnreadableRequestException.unreadable(
          "expected a JSON object; a batch is sent as application/cloudevents-batch+json");
    }
    readEvent(json);
    requireEnd(json);
  }

  void readBatch(byte[] body, int length) throws IOException, UnreadableRequestException {
    JsonCursor json = JsonCursors.SHARED.over(body, 0, length);
    if (json.nextToken() != JsonToken.START_ARRAY) {
      throw UnreadableRequestException.unreadable(
          "expected a JSON array; one event is sent as application/cloudevents+json");
    }
    readElements(json);
    requireEnd(json);
  }

  void readAny(byte[] body, int length) throws IOException, UnreadableRequestException {
    JsonCursor json = JsonCursors.SHARED.over(body, 0, length);
    JsonToken first = json.nextToken();
    if (first == JsonToken.START_ARRAY) {
      readElements(json);
    } else if (first == JsonToken.START_OBJECT) {
      readWrapperOrEvent(json);
    } else {
      throw UnreadableRequestException.unreadable(
          "expected {\"events\":[…]}, a JSON array of events or one event");
    }
    requireEnd(json);
  }

  /** A wrapper is an object whose one member is an array named events; all else is an event. */
  private void readWrapperOrEvent(JsonCursor json) throws IOException, UnreadableRequestException {
    int start = json.tokenStart();
    draft.reset();
    String name = json.nextFieldName();
    if (name != null) {
      JsonToken value = json.nextToken();
      if (name.equals(WRAPPER) && value == JsonToken.START_ARRAY) {
        readElements(json);
        requireOnlyMember(json.nextFieldName());
        return;
      }
      envelope.readMember(name, value, json, draft);
      envelope.read(json, draft);
    }
    rows.add(draft, json.position() - start);
  }

  private static void requireOnlyMember(@Nullable String next) throws UnreadableRequestException {
    if (next != null) {
      throw UnreadableRequestException.unreadable(
          "expected nothing beside \"events\", found '" + Quote.of(next) + "'");
    }
  }

  private void readElements(JsonCursor json) throws IOException, UnreadableRequestException {
    JsonToken token;
    while ((token = json.nextToken()) != JsonToken.END_ARRAY) {
      if (token == JsonToken.START_OBJECT) {
        readEvent(json);
      } else {
        json.skipValue();
        rows.reject(RejectionReason.NOT_AN_EVENT, "expected a JSON object");
      }
    }
  }

  private void readEvent(JsonCursor json) throws IOException, UnreadableRequestException {
    int start = json.tokenStart();
    draft.reset();
    envelope.read(json, draft);
    rows.add(draft, json.position() - start);
  }

  private static void requireEnd(JsonCursor json) throws IOException, UnreadableRequestException {
    int end = json.position();
    if (json.nextToken() != null) {
      throw UnreadableRequestException.unreadable(
          "expected the end of the body at byte " + end + ", found more");
    }
  }
}
