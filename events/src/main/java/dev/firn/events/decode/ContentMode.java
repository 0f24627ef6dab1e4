package dev.firn.events.decode;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a request carries its events (HTTP binding 1.0.2, 3). A content type that begins with {@code
 * application/cloudevents} decides; then {@code ce-} headers; then the two forms that Firn speaks
 * beside the specification.
 */
enum ContentMode {
  STRUCTURED,
  BATCH,
  BINARY,
  /** {@code application/json}: an object {@code {"events":[…]}}, an array or one event. */
  PLAIN_JSON,
  /** One event a line. */
  LINES;

  private static final Set<String> CONTEXT_HEADERS =
      Set.of("ce-id", "ce-source", "ce-type", "ce-specversion");

  static ContentMode of(RequestHead head) throws UnreadableRequestException {
    String contentType = head.contentType();
    String essence = contentType == null ? "" : MediaTypes.essence(contentType);
    if (!essence.startsWith("application/cloudevents") && hasContextHeader(head)) {
      return BINARY;
    }
    ContentMode mode =
        switch (essence) {
          case "application/cloudevents+json" -> STRUCTURED;
          case "application/cloudevents-batch+json" -> BATCH;
          case "application/json" -> PLAIN_JSON;
          case "application/x-ndjson" -> LINES;
          default -> throw unsupported(contentType);
        };
    if (contentType != null && !MediaTypes.isMediaType(contentType)) {
      throw UnreadableRequestException.unsupported(
          "Content-Type: expected a media type (RFC 2046), found '" + Quote.of(contentType) + "'");
    }
    if (contentType != null && !MediaTypes.isUtf8(contentType)) {
      throw UnreadableRequestException.unsupported(
          "Content-Type: expected charset utf-8, found '" + Quote.of(contentType) + "'");
    }
    return mode;
  }

  private static boolean hasContextHeader(RequestHead head) {
    for (Map.Entry<String, String> header : head.headers()) {
      if (CONTEXT_HEADERS.contains(header.getKey())) {
        return true;
      }
    }
    return false;
  }

  private static UnreadableRequestException unsupported(@Nullable String contentType) {
    return UnreadableRequestException.unsupported(
        "Content-Type: expected application/cloudevents+json, application/cloudevents-batch+json,"
            + " application/json, application/x-ndjson, or ce- headers with any type; found "
            + (contentType == null ? "none" : "'" + Quote.of(contentType) + "'"));
  }
}
