package dev.firn.events.decode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads NDJSON: one event a line, empty lines apart. A line that cannot be read is one rejected
 * event; lines count from 0, the empty ones do not.
 */
final class LinesReader {
  private final RequestRows rows;
  private final EventDraft draft;
  private final EnvelopeReader envelope;
  private @Nullable JsonCursor cursor;

  LinesReader(RequestRows rows, EventDraft draft, EnvelopeReader envelope) {
    this.rows = rows;
    this.draft = draft;
    this.envelope = envelope;
  }

  void read(byte[] body, int length) throws IOException, UnreadableRequestException {
    boolean allValid = Utf8.isValid(body, 0, length);
    cursor = null;
    int start = 0;
    while (start < length) {
      int end = lineEnd(body, start, length);
      int first = skipSpace(body, start, end);
      if (first < end) {
        if (allValid || Utf8.isValid(body, first, end)) {
          readLine(body, first, end);
        } else {
          rows.reject(RejectionReason.UNREADABLE_EVENT, "expected a line in UTF-8");
        }
      }
      start = end + 1;
    }
    JsonCursor last = cursor;
    if (last != null) {
      // gives the member names it has learnt to the cursors after it
      last.close();
      cursor = null;
    }
  }

  private void readLine(byte[] body, int start, int end)
      throws IOException, UnreadableRequestException {
    JsonCursor json = cursorAt(body, start, end);
    cursor = null;
    try {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        rows.reject(RejectionReason.NOT_AN_EVENT, "expected a JSON object");
        return;
      }
      draft.reset();
      envelope.read(json, draft);
    } catch (JsonProcessingException e) {
      rows.reject(RejectionReason.UNREADABLE_EVENT, JsonProblem.describe(e));
      return;
    }
    if (skipSpace(body, json.position(), end) < end) {
      rows.reject(
          RejectionReason.UNREADABLE_EVENT, "expected one event a line, found more behind it");
      return;
    }
    cursor = json;
    rows.add(draft, json.position() - start);
  }

  /** The cursor of the line before where that was read to its end, else a new one. */
  private JsonCursor cursorAt(byte[] body, int start, int end) {
    JsonCursor kept = cursor;
    if (kept == null) {
      return JsonCursors.SHARED.over(body, start, end);
    }
    kept.moveTo(start, end);
    return kept;
  }

  private static int lineEnd(byte[] body, int from, int length) {
    int at = from;
    while (at < length && body[at] != '\n') {
      at++;
    }
    return at;
  }

  private static int skipSpace(byte[] body, int from, int to) {
    int at = from;
    while (at < to && (body[at] == ' ' || body[at] == '\t' || body[at] == '\r')) {
      at++;
    }
    return at;
  }
}
