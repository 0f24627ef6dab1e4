package dev.firn.events.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.events.CloudEvent;
import dev.firn.events.CloudEventJson;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The conformance project's YAML vectors, sent in binary mode. */
class YamlVectorsTest {
  @Test
  void minimalEventsOfAnyTextComeBackEqual() throws Exception {
    String[] documents = read("conformance-yaml/v1_minimum.yaml").split("---\n", -1);
    assertThat(documents).hasSize(6);
    for (String document : documents) {
      Map<String, String> headers = new HashMap<>();
      String contentType = value(document, "datacontenttype");
      for (String name : new String[] {"specversion", "type", "id", "source"}) {
        headers.put("ce-" + name, value(document, name));
      }
      String data = document.substring(document.indexOf("Data: |") + 7).strip();
      CloudEvent row =
          Requests.onlyEvent(Requests.binary(contentType, headers, data.getBytes(UTF_8)));
      assertThat(row.data()).isEqualTo(data);
      assertThat(row.datacontenttype()).isEqualTo(contentType);
      assertThat(row.id()).isEqualTo(headers.get("ce-id"));

      CloudEvent again =
          Requests.onlyEvent(Requests.post(Requests.STRUCTURED, CloudEventJson.of(row)));
      assertThat(again).isEqualTo(row);
    }
  }

  private static String read(String file) throws IOException {
    return Files.readString(Vectors.folder().resolve(file));
  }

  private static String value(String document, String name) {
    String mark = "  " + name + ": ";
    int start = document.indexOf(mark) + mark.length();
    return document.substring(start, document.indexOf('\n', start)).strip();
  }
}
