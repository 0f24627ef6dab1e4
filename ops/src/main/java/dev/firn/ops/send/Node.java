package dev.firn.ops.send;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** The node that events are posted to. */
final class Node {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();
  private final HttpRequest.Builder template;

  Node(URI url, Optional<String> key, Duration timeout) {
    this.template =
        HttpRequest.newBuilder(events(url))
            .timeout(timeout)
            .header("Content-Type", "application/cloudevents-batch+json; charset=UTF-8")
            .header("User-Agent", "firn-send");
    key.ifPresent(k -> template.header("Authorization", "Bearer " + k));
  }

  private static URI events(URI url) {
    String base = url.toString();
    return URI.create(base + (base.endsWith("/") ? "" : "/") + "v1/events");
  }

  Reply post(Batch batch) throws InterruptedException {
    HttpRequest request = template.copy().POST(BodyPublishers.ofByteArray(batch.body())).build();
    try {
      return ReplyReader.read(client.send(request, BodyHandlers.ofString()), batch.size());
    } catch (IOException e) {
      return new Reply.Later(request.uri() + ": " + describe(e), Duration.ZERO);
    }
  }

  private static String describe(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
