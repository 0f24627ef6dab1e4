package dev.firn.events.decode;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.firn.events.Origin;
import java.io.IOException;

/**
 * Decodes the events of a request into rows: CloudEvents 1.0 over HTTP in structured, batch and
 * binary mode, {@code {"events":[…]}} and NDJSON. What is wrong with one event rejects that event
 * alone; a body that cannot be read rejects the request, and nothing of it is taken. See
 * docs/cloudevents.md.
 *
 * <p>Keeps its buffers: one instance serves one thread.
 */
public final class EventDecoder {
  private final RequestRows rows;
  private final JsonReader json;
  private final LinesReader lines;
  private final BinaryModeReader binary;

  /**
   * A decoder with its own buffers.
   *
   * @param idKey the secret that event ids are hashed with, see {@link dev.firn.events.EventIds}
   */
  public EventDecoder(IngestLimits limits, byte[] idKey) {
    rows = new RequestRows(limits, idKey);
    EventDraft draft = new EventDraft(limits.extensions());
    EnvelopeReader envelope = new EnvelopeReader(limits.depth());
    json = new JsonReader(rows, draft, envelope);
    lines = new LinesReader(rows, draft, envelope);
    binary = new BinaryModeReader(rows, draft, limits);
  }

  /**
   * Decodes one request.
   *
   * @param body decompressed, from 0 to {@code length}; read only during the call
   * @param origin its arrival is the time of events that have none, and now for the window of time
   */
  public DecodedRequest decode(RequestHead head, byte[] body, int length, Origin origin)
      throws UnreadableRequestException {
    ContentMode mode = ContentMode.of(head);
    rows.begin(origin);
    try {
      switch (mode) {
        case BINARY -> binary.read(head, body, length);
        case LINES -> lines.read(body, length);
        case STRUCTURED -> json.readSingle(utf8(body, length), length);
        case BATCH -> json.readBatch(utf8(body, length), length);
        case PLAIN_JSON -> json.readAny(utf8(body, length), length);
      }
    } catch (JsonProcessingException e) {
      throw UnreadableRequestException.unreadable(JsonProblem.describe(e));
    } catch (IOException e) {
      throw UnreadableRequestException.unreadable("expected JSON: " + e.getMessage());
    }
    return rows.finish();
  }

  private static byte[] utf8(byte[] body, int length) throws UnreadableRequestException {
    if (!Utf8.isValid(body, 0, length)) {
      throw UnreadableRequestException.unreadable("expected a body in UTF-8");
    }
    return body;
  }
}
