package dev.firn.node.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.node.security.ApiKeys;
import dev.firn.sharding.StoreOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that get nothing, because of who sends them or how. */
@Timeout(60) // one that is taken after all may be held for ever
class RefusalsTest {
  private static final String STRUCTURED = "application/cloudevents+json";
  private static final int ROOM = 64 << 10;

  private static RunningApi api;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    Path keys = Files.writeString(folder.resolve("keys"), "tenant acme k1\noperator ada k2\n");
    api =
        new RunningApi(
            "firn.http.body-timeout = 300ms, firn.http.in-flight = " + ROOM, ApiKeys.read(keys));
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static HttpRequest.Builder post(String key, String body) {
    return api.request("/v1/events")
        .header("Content-Type", STRUCTURED)
        .header("X-API-Key", key)
        .POST(BodyPublishers.ofString(body));
  }

  @Test
  void asksForAKey() throws Exception {
    HttpResponse<String> none = api.post(STRUCTURED, RunningApi.event("1"));
    assertThat(none.statusCode()).isEqualTo(401);
    assertThat(none.headers().firstValue("WWW-Authenticate")).isPresent();
    assertThat(api.send(post("wrong", RunningApi.event("1"))).statusCode()).isEqualTo(401);
    assertThat(api.send(post("k1", RunningApi.event("1"))).statusCode()).isEqualTo(200);
    assertThat(api.origin().tenant()).isEqualTo("acme");
    assertThat(api.get("/health/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void keepsOperationsToOperators() throws Exception {
    for (String path : new String[] {"/v1/partitions", "/v1/nodes", "/v1/snapshots", "/metrics"}) {
      assertThat(api.send(api.request(path).header("X-API-Key", "k1")).statusCode())
          .as(path)
          .isEqualTo(403);
      assertThat(api.send(api.request(path).header("Authorization", "Bearer k2")).statusCode())
          .as(path)
          .isEqualTo(200);
    }
  }

  @Test
  void countsWhatItRefusesForItsSender() throws Exception {
    api.send(post("nobody's", RunningApi.event("1")));
    api.send(post("k1", RunningApi.event("1")).header("Origin", "https://elsewhere.example"));
    assertThat(api.send(api.request("/metrics").header("X-API-Key", "k2")).body())
        .contains("firn_ingest_refused_total{reason=\"api-key\"}")
        .contains("firn_ingest_refused_total{reason=\"origin-not-allowed\"}");
  }

  @Test
  void answersHeadWhereItAnswersGet() throws Exception {
    HttpResponse<String> head =
        api.send(api.request("/health/live").method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValueAsLong("Content-Length")).isPresent();
    assertThat(
            api.send(api.request("/v1/nodes").method("HEAD", BodyPublishers.noBody())).statusCode())
        .isEqualTo(401);
    assertThat(
            api.send(api.request("/v1/events").method("HEAD", BodyPublishers.noBody()))
                .statusCode())
        .isEqualTo(405);
    assertThat(api.send(api.request("/health/live").DELETE()).headers().firstValue("Allow"))
        .contains("GET, HEAD");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Content-Length: 100\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"})
  void doesNotWaitForBodiesThatDoNotCome(String lengthAndBeginning) throws Exception {
    String head = RawRequest.head("X-API-Key: k1\r\nContent-Type: application/json\r\n");
    assertThat(RawRequest.answer(api.address(), head + lengthAndBeginning))
        .startsWith("HTTP/1.1 408")
        .contains("\"reason\":\"body-timeout\"");
  }

  @Test
  void refusesWhatDoesNotFitBesideOthers() throws Exception {
    String large = " ".repeat(ROOM) + RunningApi.event("2");
    refusesBesideAnotherRequest(post("k1", large));
  }

  @Test
  void refusesWhatTurnsOutNotToFitWhenItIsUnpacked() throws Exception {
    String some =
        new Random(1)
            .ints(4096, 'a', 'z')
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    String data = "\"" + some.repeat(2 * ROOM / some.length()) + "\"";
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(RunningApi.event("2").replace("{\"", "{\"data\":" + data + ",\"").getBytes(UTF_8));
    }
    refusesBesideAnotherRequest(
        post("k1", "")
            .header("Content-Encoding", "gzip")
            .POST(BodyPublishers.ofByteArray(packed.toByteArray())));
  }

  /** The request is refused while another is held, and taken when that one is gone. */
  private static void refusesBesideAnotherRequest(HttpRequest.Builder large) throws Exception {
    CompletableFuture<StoreOutcome> held = new CompletableFuture<>();
    CountDownLatch storing = new CountDownLatch(1);
    api.buffers.storing =
        rows -> {
          storing.countDown();
          return held.thenCompose(outcome -> FakeBuffers.accept(rows));
        };
    CompletableFuture<HttpResponse<String>> first =
        api.client.sendAsync(post("k1", RunningApi.event("1")).build(), BodyHandlers.ofString());
    storing.await();

    HttpResponse<String> second = api.send(large);

    assertThat(second.statusCode()).isEqualTo(503);
    assertThat(second.body()).contains("requests-in-flight");
    assertThat(second.headers().firstValue("Retry-After")).contains("1");
    api.buffers.storing = FakeBuffers::accept;
    held.complete(new StoreOutcome.Unknown("unused"));
    assertThat(first.get().statusCode()).isEqualTo(200);
    assertThat(api.send(large).statusCode()).isEqualTo(200);
  }
}
