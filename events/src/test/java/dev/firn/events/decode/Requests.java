package dev.firn.events.decode;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firn.events.CloudEvent;
import dev.firn.events.Edge;
import dev.firn.events.EventBatch;
import dev.firn.events.Origin;
import dev.firn.events.RowBlock;
import dev.firn.events.RowView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Requests as tests make them, and their events as they come back from the batch form. */
final class Requests {
  static final String STRUCTURED = "application/cloudevents+json";
  static final String BATCH = "application/cloudevents-batch+json";
  static final String LINES = "application/x-ndjson";
  static final byte[] KEY = "0123456789abcdef".getBytes(UTF_8);
  static final Instant ARRIVAL = Instant.parse("2026-11-22T09:30:00.000001Z");
  static final Origin ORIGIN =
      new Origin("acme", ARRIVAL.getEpochSecond() * 1_000_000 + 1, Edge.NONE);
  static final IngestLimits ANY_TIME =
      IngestLimits.DEFAULT.accepting(Optional.empty(), Optional.empty());

  private Requests() {}

  static DecodedRequest post(@Nullable String contentType, String body)
      throws UnreadableRequestException {
    return post(ANY_TIME, contentType, body);
  }

  static DecodedRequest post(IngestLimits limits, @Nullable String contentType, String body)
      throws UnreadableRequestException {
    byte[] bytes = body.getBytes(UTF_8);
    return new EventDecoder(limits, KEY)
        .decode(new RequestHead(contentType, List.of()), bytes, bytes.length, ORIGIN);
  }

  static DecodedRequest binary(
      @Nullable String contentType, Map<String, String> headers, byte[] body)
      throws UnreadableRequestException {
    return new EventDecoder(ANY_TIME, KEY)
        .decode(
            new RequestHead(contentType, List.copyOf(headers.entrySet())),
            body,
            body.length,
            ORIGIN);
  }

  /** The events of a request after a journey through the batch form. */
  static List<CloudEvent> events(DecodedRequest request) {
    List<CloudEvent> events = new ArrayList<>();
    RowView view = new RowView();
    for (RowBlock block : request.blocks()) {
      EventBatch batch = EventBatch.read(EventBatch.of(block.partition(), List.of(block)).bytes());
      for (int i = 0; i < batch.rows(); i++) {
        events.add(view.at(batch.open(), i).toCloudEvent());
      }
    }
    return events;
  }

  static CloudEvent onlyEvent(DecodedRequest request) {
    if (request.total() != 1 || !request.rejections().isEmpty()) {
      throw new AssertionError("expected one event, found " + request);
    }
    return events(request).get(0);
  }

  static Rejection onlyRejection(DecodedRequest request) {
    if (request.rejections().size() != 1) {
      throw new AssertionError("expected one rejection, found " + request);
    }
    return request.rejections().get(0);
  }
}
