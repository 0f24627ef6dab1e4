package dev.firn.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.StoreOutcome.Busy;
import dev.firn.sharding.StoreOutcome.Unknown;
import dev.firn.sharding.Whereabouts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What requests with events are answered. */
class PostEventsTest extends OnRunningApi {
  private static final String STRUCTURED = "application/cloudevents+json";
  private static final String BATCH = "application/cloudevents-batch+json";

  @Test
  void refusesBodiesThatTurnOutTooLarge() throws Exception {
    byte[] body = new byte[6 << 20];
    HttpResponse<String> chunked =
        api.send(
            api.request("/v1/events")
                .header("Content-Type", STRUCTURED)
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));
    assertThat(chunked.statusCode()).isEqualTo(413);
    assertThat(chunked.body()).contains("\"reason\":\"body-too-large\"");
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
