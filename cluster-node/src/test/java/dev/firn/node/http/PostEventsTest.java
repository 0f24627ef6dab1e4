package dev.firn.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.firn.events.CloudEvent;
import dev.firn.events.Edge;
import dev.firn.sharding.StoreOutcome.Busy;
import dev.firn.sharding.StoreOutcome.Unknown;
import dev.firn.sharding.Whereabouts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostEventsTest {
  private static final String STRUCTURED = "application/cloudevents+json";
  private static final String BATCH = "application/cloudevents-batch+json";

  private static RunningApi api;

  @BeforeAll
  static void start() {
    api =
        new RunningApi(
            "firn.http.body-timeout = 1s, firn.cors.origins = [\"https://shop.example\"]");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @BeforeEach
  void forget() {
    api.buffers.stored.clear();
    api.buffers.storing = FakeBuffers::accept;
    api.buffers.places = position -> new Whereabouts.Buffered();
  }

  @Test
  void takesAStructuredEvent() throws Exception {
    HttpResponse<String> answer = api.post(STRUCTURED, RunningApi.event("1"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .startsWith("{\"accepted\":1,\"duplicates\":0,\"rejected\":[],\"receipt\":\"");
    assertThat(api.events()).extracting(CloudEvent::id).containsExactly("1");
  }

  @Test
  void takesABatchAnEnvelopeAndLines() throws Exception {
    String two = RunningApi.event("1") + "," + RunningApi.event("2");
    assertThat(api.post(BATCH, "[" + two + "]").body()).contains("\"accepted\":2");
    assertThat(api.post("application/json", "{\"events\":[" + two + "]}").body())
        .contains("\"accepted\":2");
    assertThat(api.post("application/x-ndjson", two.replace("},{", "}\n{")).body())
        .contains("\"accepted\":2");
  }

  @Test
  void takesABinaryEventWithTheContentTypeAsItWas() throws Exception {
    HttpResponse<String> answer =
        api.send(
            api.request("/v1/events")
                .header("ce-specversion", "1.0")
                .header("ce-id", "b")
                .header("ce-source", "/s")
                .header("ce-type", "t")
                .header("ce-subject", "Euro%20%E2%82%AC")
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(BodyPublishers.ofString("{\"a\":1}")));

    assertThat(answer.statusCode()).isEqualTo(200);
    CloudEvent event = api.events().get(0);
    assertThat(event.datacontenttype()).isEqualTo("application/json; charset=utf-8");
    assertThat(event.subject()).isEqualTo("Euro €");
    assertThat(event.data()).isEqualTo("{\"a\":1}");
  }

  @Test
  void takesABinaryEventWithoutContentType() throws Exception {
    api.send(
        api.request("/v1/events")
            .header("ce-specversion", "1.0")
            .header("ce-id", "b")
            .header("ce-source", "/s")
            .header("ce-type", "t")
            .POST(BodyPublishers.noBody()));

    assertThat(api.events().get(0).datacontenttype()).isNull();
    assertThat(api.events().get(0).data()).isNull();
  }

  @Test
  void takesCompressedBodies() throws Exception {
    byte[] plain = RunningApi.event("z").getBytes(StandardCharsets.UTF_8);
    assertThat(compressed("zstd", Zstd.compress(plain)).body()).contains("\"accepted\":1");
    assertThat(compressed("gzip", gzip(plain)).body()).contains("\"accepted\":1");
    assertThat(compressed("br", plain).statusCode()).isEqualTo(415);
  }

  private static HttpResponse<String> compressed(String encoding, byte[] body) throws Exception {
    return api.send(
        api.request("/v1/events")
            .header("Content-Type", STRUCTURED)
            .header("Content-Encoding", encoding)
            .POST(BodyPublishers.ofByteArray(body)));
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }

  @Test
  void takesChunkedBodies() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 2_000; i++) {
      lines.append(RunningApi.event("chunked-" + i)).append('\n');
    }
    byte[] body = lines.toString().getBytes(StandardCharsets.UTF_8);
    HttpResponse<String> answer =
        api.send(
            api.request("/v1/events")
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));

    assertThat(answer.body()).contains("\"accepted\":2000");
  }

  @Test
  void refusesBodiesThatAreTooLarge() throws Exception {
    byte[] body = new byte[6 << 20];
    HttpResponse<String> announced =
        api.send(
            api.request("/v1/events")
                .header("Content-Type", STRUCTURED)
                .POST(BodyPublishers.ofByteArray(body)));
    assertThat(announced.statusCode()).isEqualTo(413);
    assertThat(announced.body()).contains("\"reason\":\"body-too-large\"");

    HttpResponse<String> chunked =
        api.send(
            api.request("/v1/events")
                .header("Content-Type", STRUCTURED)
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));
    assertThat(chunked.statusCode()).isEqualTo(413);
  }

  @Test
  void keepsTheGoodHalfOfARequest() throws Exception {
    HttpResponse<String> answer =
        api.post(BATCH, "[" + RunningApi.event("1") + ",{\"specversion\":\"1.0\",\"id\":\"2\"}]");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"accepted\":1", "\"index\":1", "\"reason\":\"missing_attribute\"", "type");
  }

  @Test
  void answers422WhereNoEventIsAcceptable() throws Exception {
    HttpResponse<String> answer = api.post(BATCH, "[{\"specversion\":\"1.0\"}]");

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("\"accepted\":0", "\"receipt\":null");
  }

  @Test
  void takesAnEmptyBatch() throws Exception {
    HttpResponse<String> answer = api.post(BATCH, "[]");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo("{\"accepted\":0,\"duplicates\":0,\"rejected\":[],\"receipt\":null}");
  }

  @Test
  void refusesWhatItCannotRead() throws Exception {
    assertThat(api.post(STRUCTURED, "{").statusCode()).isEqualTo(400);
    assertThat(api.post("image/png", "x").statusCode()).isEqualTo(415);
    assertThat(api.get("/v1/events").statusCode()).isEqualTo(405);
    assertThat(api.get("/nowhere").statusCode()).isEqualTo(404);
  }

  @Test
  void asksForARetryWhereBuffersAreBusyOrUnsure() throws Exception {
    api.buffers.storing =
        rows -> CompletableFuture.completedFuture(new Busy(Duration.ofMillis(2500), "full"));
    HttpResponse<String> busy = api.post(STRUCTURED, RunningApi.event("1"));
    assertThat(busy.statusCode()).isEqualTo(503);
    assertThat(busy.headers().firstValue("Retry-After")).contains("3");

    api.buffers.storing = rows -> CompletableFuture.completedFuture(new Unknown("no answer"));
    HttpResponse<String> unknown = api.post(STRUCTURED, RunningApi.event("1"));
    assertThat(unknown.statusCode()).isEqualTo(503);
    assertThat(unknown.body()).contains("outcome-unknown");
    assertThat(unknown.headers().firstValue("Retry-After")).isPresent();

    api.buffers.storing = rows -> CompletableFuture.failedFuture(new IOException("gone"));
    assertThat(api.post(STRUCTURED, RunningApi.event("1")).statusCode()).isEqualTo(503);
  }

  @Test
  void refusesEventsWhileTheJournalTakesNone() throws Exception {
    api.journalTrouble.set(Optional.of("The journal is full"));
    HttpResponse<String> answer = api.post(STRUCTURED, RunningApi.event("1"));
    HttpResponse<String> ready = api.get("/health/ready");
    api.journalTrouble.set(Optional.empty());

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("The journal is full");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body())
        .isEqualTo(
            "{\"ready\":false,\"checks\":{\"journal\":\"The journal is full\"},\"warnings\":{}}");
    assertThat(api.get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(api.get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void waitsForTheCommitIfAsked() throws Exception {
    api.buffers.places = position -> new Whereabouts.InSnapshot(3, 42);
    HttpResponse<String> committed =
        api.send(
            api.request("/v1/events?wait=committed")
                .header("Content-Type", STRUCTURED)
                .POST(BodyPublishers.ofString(RunningApi.event("1"))));
    assertThat(committed.statusCode()).isEqualTo(200);
    assertThat(committed.body())
        .contains("\"state\":\"committed\"", "\"ledger\":3", "\"snapshot\":\"42\"");

    api.buffers.places = position -> new Whereabouts.Buffered();
    HttpResponse<String> impatient =
        api.send(
            api.request("/v1/events?wait=committed")
                .header("Content-Type", STRUCTURED)
                .POST(BodyPublishers.ofString(RunningApi.event("1"))));
    assertThat(impatient.statusCode()).isEqualTo(202);
    assertThat(impatient.body()).contains("\"state\":\"buffered\"");
  }

  @Test
  void readsTheWholeQuery() throws Exception {
    assertThat(postTo("/v1/events?x=1&wait=committed").statusCode()).isEqualTo(202);
    assertThat(postTo("/v1/events?x=wait%3Dcommitted").statusCode()).isEqualTo(200);

    HttpResponse<String> unknown = postTo("/v1/events?wait=commited");
    assertThat(unknown.statusCode()).isEqualTo(400);
    assertThat(unknown.body()).contains("unknown-wait", "commited");
  }

  private static HttpResponse<String> postTo(String path) throws Exception {
    return api.send(
        api.request(path)
            .header("Content-Type", STRUCTURED)
            .POST(BodyPublishers.ofString(RunningApi.event("1"))));
  }

  @Test
  void answersEvenWhereItFailsItself() throws Exception {
    api.buffers.places =
        position -> {
          throw new IllegalStateException("broken while it answers");
        };

    assertThat(postTo("/v1/events?wait=committed").statusCode()).isEqualTo(500);
    assertThat(api.get("/metrics").body()).contains("firn_ingest_in_flight_bytes 0");
  }

  @Test
  void tellsWhereAReceiptIs() throws Exception {
    String receipt = receiptOf(api.post(STRUCTURED, RunningApi.event("1")).body());

    assertThat(api.get("/v1/receipts/" + receipt).body())
        .contains("\"state\":\"buffered\"", "\"partition\":\"t/", "\"append\":7");
    api.buffers.places = position -> new Whereabouts.InFile("file:/x.parquet");
    assertThat(api.get("/v1/receipts/" + receipt).body())
        .contains("\"state\":\"file\"", "file:/x.parquet");
    api.buffers.places = position -> new Whereabouts.NeverSeen();
    assertThat(api.get("/v1/receipts/" + receipt).statusCode()).isEqualTo(404);
    api.buffers.places = position -> new Whereabouts.Unreachable("asleep");
    assertThat(api.get("/v1/receipts/" + receipt).statusCode()).isEqualTo(503);
  }

  @Test
  void takesLongReceiptsAsABody() throws Exception {
    String receipt = receiptOf(api.post(STRUCTURED, RunningApi.event("1")).body());
    HttpResponse<String> answer =
        api.send(api.request("/v1/receipts").POST(BodyPublishers.ofString(receipt + "\n")));

    assertThat(answer.body()).contains("\"state\":\"buffered\"");
  }

  @Test
  void refusesForgedReceipts() throws Exception {
    String receipt = receiptOf(api.post(STRUCTURED, RunningApi.event("1")).body());
    char other = receipt.charAt(5) == 'A' ? 'B' : 'A';
    String forged = receipt.substring(0, 5) + other + receipt.substring(6);

    assertThat(api.get("/v1/receipts/" + forged).statusCode()).isEqualTo(404);
    assertThat(api.get("/v1/receipts/" + forged).body()).contains("receipt-not-issued-here");
    assertThat(api.get("/v1/receipts/x").statusCode()).isEqualTo(404);
  }

  private static String receiptOf(String body) {
    return body.replaceAll(".*\"receipt\":\"([^\"]+)\".*", "$1");
  }

  @Test
  void keepsWhatTheEdgeSaidOfARequest() throws Exception {
    api.send(
        api.request("/v1/events")
            .header("Content-Type", STRUCTURED)
            .header("CF-Ray", "8f1e2d3c4b5a6978-FRA")
            .header("CF-IPCountry", "DE")
            .POST(BodyPublishers.ofString(RunningApi.event("1"))));

    Edge edge = api.origin().edge();
    assertThat(edge.colo()).isEqualTo("FRA");
    assertThat(edge.country()).isEqualTo("DE");
    assertThat(edge.httpProtocol()).isEqualTo("HTTP/1.1");
    assertThat(edge.timezone()).isNull();
    assertThat(api.origin().tenant()).isEqualTo("default");
  }

  @Test
  void letsListedPagesPostAndNoOthers() throws Exception {
    HttpResponse<String> listed =
        api.send(
            api.request("/v1/events")
                .header("Content-Type", STRUCTURED)
                .header("Origin", "https://shop.example")
                .POST(BodyPublishers.ofString(RunningApi.event("1"))));
    assertThat(listed.statusCode()).isEqualTo(200);
    assertThat(listed.headers().firstValue("Access-Control-Allow-Origin"))
        .contains("https://shop.example");

    HttpResponse<String> foreign =
        api.send(
            api.request("/v1/events")
                .header("Content-Type", STRUCTURED)
                .header("Origin", "https://evil.example")
                .POST(BodyPublishers.ofString(RunningApi.event("1"))));
    assertThat(foreign.statusCode()).isEqualTo(403);
    assertThat(foreign.body()).contains("origin-not-allowed");
  }

  @Test
  void answersPreflightRequests() throws Exception {
    HttpResponse<String> answer =
        api.send(
            api.request("/v1/events")
                .header("Origin", "https://shop.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type,authorization")
                .method("OPTIONS", BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Headers"))
        .contains("content-type,authorization");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Methods")).contains("GET, POST");
  }

  @Test
  void countsWhatItDoes() throws Exception {
    api.post(BATCH, "[" + RunningApi.event("1") + ",{}]");

    String metrics = api.get("/metrics").body();
    assertThat(metrics)
        .contains("firn_ingest_events_total{outcome=\"accepted\"}")
        .contains("firn_ingest_rejected_total{reason=\"missing_attribute\"}")
        .contains("firn_ingest_in_flight_bytes 0");
  }

  @Test
  void listsNodesAndPartitions() throws Exception {
    assertThat(api.get("/v1/nodes").body()).contains("\"http\":\"http://127.0.0.1:1\"");
    assertThat(api.get("/v1/partitions").body()).isEqualTo("{\"partitions\":[]}");
  }
}
