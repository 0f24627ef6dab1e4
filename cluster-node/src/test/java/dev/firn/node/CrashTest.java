package dev.firn.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.node.testing.EventsTable;
import dev.firn.node.testing.NodeProcess;
import dev.firn.node.testing.TestNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A node is killed while it takes events; every acknowledged event is in the table once. */
@Execution(ExecutionMode.CONCURRENT) // its nodes are processes of their own
class CrashTest {
  private static final int SENDERS = 4;
  private static final int BATCHES = 160;
  private static final int BATCH_SIZE = 25;
  private static final int KILL_AFTER = 60;

  private static final Map<String, String> SETTINGS =
      Map.of(
          "firn.ingest.accept-past", "unbounded",
          "firn.flush.max-age", "500ms",
          "firn.flush.min-pause", "200ms",
          "firn.commit.interval", "500ms");

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void everyAcknowledgedEventIsThereOnce() throws Exception {
    Path folder = TestNode.freshFolder();
    Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
    try (NodeProcess node = NodeProcess.launch(folder, SETTINGS)) {
      String url = node.url();
      CountDownLatch enough = new CountDownLatch(KILL_AFTER);
      ExecutorService senders = sendUntilItBreaks(url, acknowledged, enough);
      assertThat(enough.await(60, TimeUnit.SECONDS)).as("events flow").isTrue();
      node.kill();
      senders.shutdown();
      assertThat(senders.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(KILL_AFTER).hasSizeLessThan(BATCHES);

    try (NodeProcess node = NodeProcess.launch(folder, SETTINGS)) {
      String url = node.url();
      for (int batch = 0; batch < BATCHES; batch++) {
        HttpResponse<String> answer = post(url + "/v1/events", batch);
        assertThat(answer.statusCode()).isEqualTo(200);
        if (acknowledged.contains(batch)) {
          assertThat(answer.body()).contains("\"duplicates\":" + BATCH_SIZE + ",");
        }
      }
      for (int batch = BATCHES - 30; batch < BATCHES; batch++) {
        assertThat(post(url + "/v1/events?wait=committed", batch).body())
            .contains("\"state\":\"committed\"");
      }
      assertExactlyOnce(
          new EventsTable(url + "/catalog", "")
              .rows(org.apache.iceberg.expressions.Expressions.alwaysTrue()));
    }
  }

  private ExecutorService sendUntilItBreaks(
      String url, Set<Integer> acknowledged, CountDownLatch enough) {
    AtomicInteger next = new AtomicInteger();
    ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
    for (int sender = 0; sender < SENDERS; sender++) {
      senders.execute(
          () -> {
            for (int batch = next.getAndIncrement();
                batch < BATCHES;
                batch = next.getAndIncrement()) {
              if (!isAcknowledged(url, batch)) {
                return;
              }
              acknowledged.add(batch);
              enough.countDown();
            }
          });
    }
    return senders;
  }

  private boolean isAcknowledged(String url, int batch) {
    try {
      return post(url + "/v1/events", batch).statusCode() == 200;
    } catch (IOException e) {
      return false; // it was killed
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private HttpResponse<String> post(String uri, int batch)
      throws IOException, InterruptedException {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < BATCH_SIZE; i++) {
      events.add(
          "{\"specversion\":\"1.0\",\"source\":\"/crash\",\"id\":\"%d-%d\",\"type\":\"crash.%d\",\"time\":\"2024-01-0%dT0%d:00:00Z\"}"
              .formatted(batch, i, i % 3, 1 + batch % 2, i % 5));
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(uri))
            .header("Content-Type", "application/cloudevents-batch+json")
            .POST(BodyPublishers.ofString(events.toString()))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private static void assertExactlyOnce(List<Record> rows) {
    Set<String> ids = new HashSet<>();
    Set<String> places = new HashSet<>();
    for (Record row : rows) {
      ids.add((String) row.getField("id"));
      places.add(
          row.getField("ingest_writer")
              + " "
              + row.getField("ingest_seq")
              + " "
              + row.getField("ingest_index"));
    }
    assertThat(ids).as("every event is there").hasSize(BATCHES * BATCH_SIZE);
    assertThat(rows).as("no event is there twice").hasSameSizeAs(ids);
    assertThat(places).as("no place is taken twice").hasSameSizeAs(rows);
  }
}
