package dev.firn.events.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.events.CloudEvent;
import dev.firn.events.CloudEventJson;
import dev.firn.events.testing.Vectors;
import dev.firn.events.testing.YamlEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The conformance project's YAML vectors. */
class YamlVectorsTest {
  @Test
  void minimalEventsOfAnyTextComeBackEqual() throws Exception {
    List<YamlEvent> events = Vectors.yaml("v1_minimum.yaml");
    assertThat(events).hasSize(6);
    for (YamlEvent event : events) {
      CloudEvent row = Requests.onlyEvent(binary(event));
      assertThat(row.data()).isEqualTo(event.data()).endsWith("\n");
      assertThat(row.datacontenttype()).isEqualTo(event.contentType()).isNotEmpty();
      ConformanceTest.assertEqualEvents(event.json(), row);

      CloudEvent again =
          Requests.onlyEvent(Requests.post(Requests.STRUCTURED, CloudEventJson.of(row)));
      ConformanceTest.assertEqualEvents(event.json(), again);
    }
  }

  /** A YAML block ends in a line feed, and no attribute may hold one: that vector is no event. */
  @Test
  void anExtensionThatEndsInALineFeedIsRejectedByName() throws Exception {
    List<YamlEvent> events = Vectors.yaml("v1.yaml");
    assertThat(events).hasSize(2);
    for (YamlEvent event : events) {
      assertThat(event.attributes()).containsEntry("comexampleextension2", "{\"othervalue\": 5}\n");
      for (DecodedRequest request : List.of(binary(event), structured(event))) {
        assertThat(Requests.onlyRejection(request).detail())
            .startsWith("comexampleextension2: expected text without control characters");
      }
    }
  }

  @Test
  void withoutThatLineFeedItComesBackEqual() throws Exception {
    for (YamlEvent event : Vectors.yaml("v1.yaml")) {
      YamlEvent chomped = event.chomped();
      ConformanceTest.assertEqualEvents(chomped.json(), Requests.onlyEvent(binary(chomped)));
      ConformanceTest.assertEqualEvents(chomped.json(), Requests.onlyEvent(structured(chomped)));
    }
  }

  private static DecodedRequest binary(YamlEvent event) throws Exception {
    return Requests.binary(event.contentType(), event.headers(), event.data().getBytes(UTF_8));
  }

  private static DecodedRequest structured(YamlEvent event) throws Exception {
    return Requests.post(Requests.STRUCTURED, event.json().toString());
  }
}
