package dev.firn.events.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.events.CloudEvent;
import dev.firn.events.CloudEventJson;
import dev.firn.events.testing.Vectors;
import dev.firn.events.testing.Vectors.Vector;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every vector of the CloudEvents project: the valid come back equal, the invalid are named. */
class ConformanceTest {
  @Test
  void validEventsComeBackEqual() throws Exception {
    List<Vector> events = Vectors.validEvents();
    assertThat(events).hasSize(32);
    for (Vector vector : events) {
      assertComesBack(vector.json());
    }
  }

  @Test
  void validBatchesComeBackEqual() throws Exception {
    for (Vector vector : Vectors.validBatches()) {
      JsonNode batch = vector.json();
      List<CloudEvent> events = Requests.events(Requests.post(Requests.BATCH, batch.toString()));
      assertThat(events).as(vector.id()).hasSize(batch.size());
      for (int i = 0; i < batch.size(); i++) {
        assertEqualEvents(batch.get(i), events.get(i));
      }
    }
  }

  @Test
  void invalidEventsAreRejectedByName() throws Exception {
    List<Vector> events = Vectors.invalidEvents();
    assertThat(events).hasSize(29);
    for (Vector vector : events) {
      assertThat(rejection(vector.json()).detail()).as(vector.id()).startsWith(vector.culprit());
    }
  }

  @Test
  void invalidBatchesKeepTheirGoodHalf() throws Exception {
    int goodInAll = 0;
    for (Vector vector : Vectors.invalidBatches()) {
      DecodedRequest request = Requests.post(Requests.BATCH, vector.json().toString());
      assertThat(request.total()).isEqualTo(vector.json().size());
      assertThat(Requests.onlyRejection(request).detail())
          .as(vector.id())
          .startsWith(vector.culprit());
      goodInAll += Requests.events(request).size();
    }
    assertThat(goodInAll).isEqualTo(2);
  }

  @Test
  void examplesOfTheSpecificationAreTakenUnlessTheyAreNoEvents() throws Exception {
    int taken = 0;
    for (JsonNode example : Vectors.examples()) {
      if (!Vectors.isComplete(example)) {
        assertThat(rejection(example).detail())
            .containsPattern("^('[^']+' is no attribute name|[a-z_]+: expected)");
      } else if (Vectors.hasPlaceholder(example)) {
        assertThat(rejection(example).detail()).startsWith("data_base64: expected base64");
      } else {
        assertComesBack(example);
        taken++;
      }
    }
    assertThat(taken).isEqualTo(6);
  }

  private static void assertComesBack(JsonNode event) throws Exception {
    for (String contentType : List.of(Requests.STRUCTURED, "application/json")) {
      DecodedRequest request = Requests.post(contentType, event.toPrettyString());
      assertThat(request.rejections()).as(event.toString()).isEmpty();
      assertEqualEvents(event, Requests.onlyEvent(request));
    }
    CloudEvent line = Requests.onlyEvent(Requests.post(Requests.LINES, event.toString()));
    assertEqualEvents(event, line);
  }

  private static Rejection rejection(JsonNode event) throws Exception {
    return Requests.onlyRejection(Requests.post(Requests.STRUCTURED, event.toString()));
  }

  static void assertEqualEvents(JsonNode sent, CloudEvent row) throws IOException {
    JsonNode back = Vectors.JSON.readTree(CloudEventJson.of(row));
    assertThat(Vectors.comparable(back)).isEqualTo(Vectors.comparable(sent));
  }
}
