package dev.firn.ops.ctl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The operations API of a node. */
final class NodeApi {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
  private static final int UNAVAILABLE = 503;
  private static final int PATIENCE = 20;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();
  private final String root;
  private final Optional<String> key;

  /**
   * @param root URL of the node
   */
  NodeApi(URI root, Optional<String> key) {
    String text = root.toString();
    this.root = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    this.key = key;
  }

  /** A word as it stands in a path or query, whatever characters it has. */
  static String encoded(String word) {
    return URLEncoder.encode(word, StandardCharsets.UTF_8).replace("+", "%20");
  }

  JsonNode get(String path) throws CtlException, InterruptedException {
    return send(request(path).GET().build());
  }

  /**
   * For what is asked again and again: a cluster whose nodes change places cannot answer for a
   * moment.
   */
  JsonNode patientGet(String path) throws CtlException, InterruptedException {
    int attempt = 1;
    while (true) {
      try {
        return get(path);
      } catch (CtlException e) {
        if (e.exitCode() != CtlException.UNREACHABLE || ++attempt > PATIENCE) {
          throw e;
        }
        TimeUnit.SECONDS.sleep(1);
      }
    }
  }

  JsonNode post(String path) throws CtlException, InterruptedException {
    return post(path, "");
  }

  /**
   * @param json empty for a request without a body
   */
  JsonNode post(String path, String json) throws CtlException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build());
  }

  JsonNode delete(String path) throws CtlException, InterruptedException {
    return send(request(path).DELETE().build());
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(root + path))
            .timeout(ANSWER_TIMEOUT)
            .header("User-Agent", "firn-ctl");
    key.ifPresent(value -> request.header("Authorization", "Bearer " + value));
    return request;
  }

  private JsonNode send(HttpRequest request) throws CtlException, InterruptedException {
    HttpResponse<String> response;
    try {
      response = client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw CtlException.unreachable(root + " cannot be reached: " + describe(e));
    }
    JsonNode body = json(response.body());
    if (response.statusCode() < 300 && !body.isMissingNode()) {
      return body;
    }
    String what = refusal(response, body);
    throw response.statusCode() == UNAVAILABLE
        ? CtlException.unreachable(what)
        : CtlException.refused(what);
  }

  private static String refusal(HttpResponse<String> response, JsonNode body) {
    JsonNode error = body.path("error");
    return error.path("detail").isTextual()
        ? error.path("detail").asText() + " (" + error.path("reason").asText("no reason") + ")"
        : "HTTP " + response.statusCode() + " from " + response.uri() + ", which is no Firn node";
  }

  private static JsonNode json(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance(); // not from a node: told by its status
    }
  }

  private static String describe(IOException failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
