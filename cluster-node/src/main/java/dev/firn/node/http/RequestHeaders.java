package dev.firn.node.http;

import dev.firn.events.Edge;
import dev.firn.events.decode.RequestHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.jspecify.annotations.Nullable;

/** What Firn wants of a request's headers, found in one pass over them. */
final class RequestHeaders {
  private static final String BEARER = "bearer ";

  private final @Nullable String[] edge;
  private final String protocol;
  private final List<Map.Entry<String, String>> cloudEvents;
  private @Nullable String contentType;
  private @Nullable String host;
  private @Nullable String origin;
  private @Nullable String key;
  private @Nullable String contentEncoding;
  private @Nullable String requestedHeaders;

  private RequestHeaders(HttpRequest request, EdgeHeaders edgeHeaders) {
    edge = edgeHeaders.slots();
    protocol = request.protocol().value();
    contentType = ContentTypeText.parsed(request.entity().getContentType());
    List<Map.Entry<String, String>> found = null;
    for (HttpHeader header : request.getHeaders()) {
      String name = header.lowercaseName();
      if (name.startsWith("ce-")) {
        found = found == null ? new ArrayList<>() : found;
        found.add(Map.entry(name, header.value()));
      } else if (!edgeHeaders.put(edge, name, header)) {
        take(name, header);
      }
    }
    cloudEvents = found == null ? List.of() : found;
  }

  static RequestHeaders of(HttpRequest request, EdgeHeaders edgeHeaders) {
    return new RequestHeaders(request, edgeHeaders);
  }

  private void take(String name, HttpHeader header) {
    switch (name) {
      case "host" -> host = header.value();
      case ContentTypeText.HEADER ->
          contentType = ContentTypeText.with(contentType, header.value());
      case "origin" -> origin = header.value();
      case "content-encoding" -> contentEncoding = header.value();
      case "access-control-request-headers" -> requestedHeaders = header.value();
      case "authorization" -> key = bearer(header.value());
      case "x-api-key" -> key = header.value();
      default -> {} // the many headers that say nothing to Firn
    }
  }

  private static @Nullable String bearer(String authorization) {
    return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? authorization.substring(BEARER.length()).trim()
        : null;
  }

  @Nullable String host() {
    return host;
  }

  @Nullable String origin() {
    return origin;
  }

  /** The API key, from {@code Authorization: Bearer} or {@code X-API-Key}. */
  @Nullable String key() {
    return key;
  }

  @Nullable String contentEncoding() {
    return contentEncoding;
  }

  /** The headers that a preflight request asks for. */
  @Nullable String requestedHeaders() {
    return requestedHeaders;
  }

  RequestHead head() {
    return new RequestHead(contentType, cloudEvents);
  }

  Edge edge() {
    return EdgeHeaders.edge(edge, protocol);
  }
}
