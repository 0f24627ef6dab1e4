package dev.firn.bench.faults;

import dev.firn.bench.faults.check.Promises;
import dev.firn.bench.load.Workload;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Posts a few events at a time, each with an id of its own, and notes what was promised. */
final class FewEvents {
  private static final int EVENTS = 4;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Workload workload =
      new Workload(EVENTS, 1, 1, 100, Workload.Mix.REQUEST, ThreadLocalRandom.current().nextInt());
  private final Promises promises = new Promises(workload);
  private final URI node;
  private long next;

  FewEvents(URI node) {
    this.node = node;
  }

  Promises promises() {
    return promises;
  }

  /** Posts some, of which the node promises that they are in the table. */
  void postUntilCommitted() throws IOException, InterruptedException {
    post("?wait=committed");
  }

  /** Posts some, of which the node promises that they will be in the table. */
  void post() throws IOException, InterruptedException {
    post("");
  }

  private void post(String query) throws IOException, InterruptedException {
    String body =
        LongStream.range(next, next + EVENTS)
            .mapToObj(this::event)
            .collect(Collectors.joining(",", "[", "]"));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(node + "/v1/events" + query))
            .header("Content-Type", "application/cloudevents-batch+json")
            .timeout(Duration.ofSeconds(60))
            .POST(BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("Answered " + answer.statusCode() + ": " + answer.body());
    }
    promises.ended(next, EVENTS, true);
    next += EVENTS;
  }

  private String event(long number) {
    return "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/faults\",\"type\":\"a.test\",\"time\":\"%s\"}"
        .formatted(workload.id(number), Instant.now());
  }
}
