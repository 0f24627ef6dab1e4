package dev.firn.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequestTemplateTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-11-22T11:51:49.250Z");

  private final Mixer random = new Mixer(1);

  @Test
  void aRequestIsWholeAndItsEventsAreOfTheSizeAskedFor() throws IOException {
    String request = patched(workload(Workload.Mix.BATCH), 0);

    int body = request.indexOf("\r\n\r\n") + 4;
    assertThat(request)
        .startsWith("POST / HTTP/1.1\r\nContent-Length: " + (request.length() - body));
    assertThat((request.length() - body) / 200).isCloseTo(850, within(60));
    assertThat(JSON.readTree(request.substring(body)).size()).isEqualTo(200);
    assertThat(events(request).get(0).path("data").size()).isBetween(18, 24);
  }

  @Test
  void everyPatchMakesNewEventsOverAllTypesAndHours() throws IOException {
    Set<String> ids = new HashSet<>();
    Set<String> types = new HashSet<>();
    Set<Long> hours = new HashSet<>();
    Set<String> data = new HashSet<>();
    Workload workload = workload(Workload.Mix.BATCH);
    RequestTemplate template = template(workload);
    for (int i = 0; i < 5; i++) {
      for (JsonNode event : events(patched(template, i * 200L))) {
        ids.add(event.path("id").asText());
        types.add(event.path("type").asText());
        data.add(event.path("data").toString());
        Instant time = Instant.parse(event.path("time").asText());
        hours.add(Duration.between(time, NOW.plusSeconds(1)).toHours());
      }
    }
    assertThat(ids).hasSize(1000).contains(RequestTemplate.id(workload.run(), 999));
    assertThat(data).hasSize(1000);
    assertThat(types).hasSize(7).allMatch(t -> t.matches("com\\.example\\.web\\.view-000[0-6]"));
    assertThat(hours).containsExactlyInAnyOrder(0L, 1L, 2L);
  }

  @Test
  void aRequestMayHoldOneTypeAndHourOnly() throws IOException {
    Set<String> partitions = new HashSet<>();
    for (JsonNode event : events(patched(workload(Workload.Mix.REQUEST), 0))) {
      partitions.add(event.path("type").asText() + event.path("time").asText().substring(0, 13));
    }
    assertThat(partitions).hasSize(1);
  }

  /** A table has the parts of an event, each in a column of its own. */
  @Test
  void everyEventHasADigestOfAllTheRest() throws IOException {
    String request = patched(workload(Workload.Mix.BATCH), 7);
    String body = request.substring(request.indexOf("\r\n\r\n[") + 5, request.length() - 1);
    List<String> events = List.of(body.split(",(?=\\{\"specversion)", -1));
    assertThat(events).hasSize(200);
    for (String text : events) {
      JsonNode event = JSON.readTree(text);
      SentEvent whole =
          new SentEvent(
              event.path("id").asText(),
              event.path("source").asText(),
              event.path("type").asText(),
              Instant.parse(event.path("time").asText()),
              event.path("subject").asText(),
              event.path("datacontenttype").asText(),
              text.substring(text.indexOf(",\"data\":") + 8, text.length() - 1));
      assertThat(whole.isAsSent()).as(text).isTrue();
    }
  }

  private static Workload workload(Workload.Mix mix) {
    return new Workload(200, 7, 3, 850, mix, 0xcafe);
  }

  private static RequestTemplate template(Workload workload) {
    PageViews events = new PageViews(new Random(3));
    return RequestTemplate.of(workload, events, "POST / HTTP/1.1\r\n");
  }

  private String patched(Workload workload, long firstEvent) {
    return patched(template(workload), firstEvent);
  }

  private String patched(RequestTemplate template, long firstEvent) {
    EventClock clock = new EventClock(3);
    clock.update(NOW.toEpochMilli());
    template.patch(firstEvent, clock, random);
    ByteBuffer bytes = template.bytes();
    byte[] all = new byte[bytes.remaining()];
    bytes.get(all);
    return new String(all, US_ASCII);
  }

  private static JsonNode events(String request) throws IOException {
    return JSON.readTree(request.substring(request.indexOf("\r\n\r\n") + 4));
  }
}
