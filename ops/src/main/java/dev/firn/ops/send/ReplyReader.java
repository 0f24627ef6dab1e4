package dev.firn.ops.send;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads the answers of {@code POST /v1/events}. */
final class ReplyReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_DETAIL = 300;

  private ReplyReader() {}

  static Reply read(HttpResponse<String> response, int events) {
    int status = response.statusCode();
    if (isTemporary(status)) {
      return new Reply.Later(describe(response), retryAfter(response));
    }
    JsonNode body = json(response.body());
    if (body.path("accepted").isNumber()) {
      return fates(body, events);
    }
    return switch (status) {
      case 200, 202 -> new Reply.Refused("expected event counts, got " + describe(response));
      case 400, 413, 422 ->
          new Reply.Unfit(
              body.path("reason").asText("http-" + status), detail(body, response.body()));
      default -> new Reply.Refused(describe(response));
    };
  }

  /** Sending again is always safe, so every fault that may pass is tried again. */
  private static boolean isTemporary(int status) {
    return status == 408 || status == 425 || status == 429 || status >= 500;
  }

  private static Reply fates(JsonNode body, int events) {
    List<Reply.Rejection> rejections = new ArrayList<>();
    for (JsonNode one : body.path("rejected")) {
      rejections.add(
          new Reply.Rejection(
              one.path("index").asInt(-1),
              one.path("reason").asText("unknown-reason"),
              one.path("detail").asText("")));
    }
    Reply.Fates fates =
        new Reply.Fates(
            body.path("accepted").asLong(), body.path("duplicates").asLong(), rejections);
    return fates.coversAll(events)
        ? fates
        : new Reply.Refused(
            "the counts do not add up to " + events + " events: " + cut(body.toString()));
  }

  private static Duration retryAfter(HttpResponse<String> response) {
    long seconds =
        response.headers().firstValue("Retry-After").map(ReplyReader::wholeNumber).orElse(0L);
    return Duration.ofSeconds(seconds);
  }

  private static long wholeNumber(String text) {
    // The other form, a date, is nothing a Firn node sends: back-off alone serves there.
    return text.matches("\\d{1,6}") ? Long.parseLong(text) : 0L;
  }

  private static String describe(HttpResponse<String> response) {
    String detail = detail(json(response.body()), response.body());
    return "HTTP " + response.statusCode() + (detail.isEmpty() ? "" : ": " + detail);
  }

  private static String detail(JsonNode body, String text) {
    for (String name : List.of("detail", "message", "error", "reason")) {
      if (body.path(name).isTextual()) {
        return cut(body.path(name).asText());
      }
    }
    return cut(text.strip());
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_DETAIL ? text : text.substring(0, LONGEST_DETAIL) + "…";
  }

  private static JsonNode json(String body) {
    try {
      JsonNode node = JSON.readTree(body);
      return node == null ? MissingNode.getInstance() : node;
    } catch (JsonProcessingException e) {
      // A proxy's error page, say: told from its status and text.
      return MissingNode.getInstance();
    }
  }
}
