package dev.firn.events.decode;

import static dev.firn.events.decode.Requests.onlyEvent;
import static dev.firn.events.decode.Requests.onlyRejection;
import static dev.firn.events.decode.Requests.post;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.events.CloudEvent;
import dev.firn.events.CloudEventJson;
import dev.firn.events.testing.Vectors;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes in comes out as the same event: data, times and the types of extensions. */
class RoundTripTest {
  private static final List<String> TEXTS =
      List.of("x", "ä€😀", "a \"quoted\" \\ back/slash", "{[,:]}", "ends with \\", "\u00a0");
  private static final List<String> DATA =
      List.of(
          "{\"a\" : [1, 2.50, -0, 1e400, 12345678901234567890.123456789]}",
          "\"text with \\u00e4 \\n \\ud83d\\ude00 and \\\"\"",
          "1.5",
          "true",
          "[]",
          "\"\"",
          "{\"dup\":1,\"dup\":2}",
          "\"\\ud800 alone\"");
  private static final List<String> CONTENT_TYPES =
      List.of("", "application/json", "text/plain", "application/vnd.a+json", "text/xml;a=b");

  @Test
  void anyMixtureOfMembersComesBackEqual() throws Exception {
    Random random = new Random(11);
    for (int i = 0; i < 5_000; i++) {
      String sent = event(random);
      CloudEvent row = onlyEvent(post(Requests.STRUCTURED, sent));
      assertThat(Vectors.JSON.readTree(CloudEventJson.of(row)))
          .as(sent)
          .isEqualTo(withoutNulls(Vectors.JSON.readTree(sent)));
      CloudEvent again = onlyEvent(post(Requests.STRUCTURED, CloudEventJson.of(row)));
      assertThat(CloudEventJson.of(again)).isEqualTo(CloudEventJson.of(row));
      assertThat(again.data()).isEqualTo(row.data());
    }
  }

  private static String event(Random random) throws Exception {
    StringBuilder json = new StringBuilder("{\"specversion\" : \"1.0\" ");
    member(json, "id", quoted(TEXTS, random));
    member(json, "source", "\"/s/%20/ä?x=1#y\"");
    member(json, "type", quoted(TEXTS, random));
    if (random.nextBoolean()) {
      member(json, "subject", random.nextInt(4) == 0 ? "null" : quoted(TEXTS, random));
    }
    if (random.nextBoolean()) {
      member(json, "time", "\"2018-04-05T17:31:0" + random.nextInt(10) + ".123456789+01:00\"");
    }
    String contentType = CONTENT_TYPES.get(random.nextInt(CONTENT_TYPES.size()));
    if (!contentType.isEmpty()) {
      member(json, "datacontenttype", "\"" + contentType + "\"");
    }
    int data = random.nextInt(DATA.size() + 2);
    if (data < DATA.size()) {
      member(json, "data", DATA.get(data));
    } else if (data == DATA.size()) {
      member(json, "data_base64", "\"AP8B\"");
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      String[] values = {quoted(TEXTS, random), "" + random.nextInt(), "true", "false", "null"};
      member(json, "ext" + i, values[random.nextInt(values.length)]);
    }
    return json.append("\n}").toString();
  }

  private static void member(StringBuilder json, String name, String value) {
    json.append(",\t\"").append(name).append("\": ").append(value);
  }

  private static String quoted(List<String> texts, Random random) throws Exception {
    String text = Vectors.JSON.writeValueAsString(texts.get(random.nextInt(texts.size())));
    return random.nextBoolean() ? text : text.replace("x", "\\u0078").replace("ä", "\\u00E4");
  }

  private static JsonNode withoutNulls(JsonNode event) {
    ObjectNode copy = Vectors.JSON.createObjectNode();
    for (Map.Entry<String, JsonNode> member : event.properties()) {
      if (!member.getValue().isNull()) {
        copy.set(member.getKey(), member.getValue());
      }
    }
    return copy;
  }

  private static String with(String members) {
    return "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\","
        + members
        + "}";
  }

  @Test
  void jsonDataIsTheTextThatWasSent() throws Exception {
    String data = "{ \"b\": 1.50,\n\t\"a\":\"\\u00e4\" , \"a\":[ ] }";
    CloudEvent event = onlyEvent(post(Requests.STRUCTURED, with("\"data\":  " + data + " ")));
    assertThat(event.data()).isEqualTo(data);
    assertThat(event.extensions()).doesNotContainKey("_data");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"data\":\"a\\nb\",\"datacontenttype\":\"text/plain\" | text | ab",
        "\"data\":{},\"datacontenttype\":\"text/plain\" | json | {}",
        "\"data_base64\":\"AP8B\",\"datacontenttype\":\"application/json\" | base64 | AP8B",
      })
  void whatDataIsStandsInAReservedExtension(String members, String form, String data)
      throws Exception {
    CloudEvent event = onlyEvent(post(Requests.STRUCTURED, with(members)));
    assertThat(event.extensions()).containsEntry("_data", form);
    assertThat(String.valueOf(event.data()).replace("\n", "")).isEqualTo(data);
  }

  @Test
  void typesOfExtensionsAreKept() throws Exception {
    CloudEvent event =
        onlyEvent(
            post(
                Requests.STRUCTURED,
                with("\"n\":-2147483648,\"z\":-0,\"b\":false,\"s\":\"1\",\"\\u0078\":\"y\"")));
    assertThat(event.extensions())
        .containsEntry("n", "-2147483648")
        .containsEntry("z", "0")
        .containsEntry("b", "false")
        .containsEntry("s", "1")
        .containsEntry("x", "y")
        .containsEntry("_types", "n:i,z:i,b:b");
  }

  @Test
  void aTimeIsKeptToTheLastDigitAndAnAbsentOneStaysAbsent() throws Exception {
    CloudEvent exact =
        onlyEvent(post(Requests.STRUCTURED, with("\"time\":\"2018-04-05T17:31:00.5Z\"")));
    assertThat(exact.extensions()).isEmpty();
    CloudEvent nanos =
        onlyEvent(post(Requests.STRUCTURED, with("\"time\":\"2018-04-05T17:31:00.123456789Z\"")));
    assertThat(nanos.extensions()).containsEntry("_time", "2018-04-05T17:31:00.123456789Z");
    CloudEvent absent = onlyEvent(post(Requests.STRUCTURED, with("\"subject\":\"x\"")));
    assertThat(absent.timeMicros()).isEqualTo(Requests.ORIGIN.ingestedAtMicros());
    assertThat(absent.extensions()).containsEntry("_time", "");
    assertThat(CloudEventJson.of(absent)).doesNotContain("time");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"subject\":\"a\",\"subject\":\"b\"",
        "\"subject\":null,\"subject\":\"b\"",
        "\"x\":1,\"x\":1",
        "\"data\":1,\"data\":2",
        "\"data_base64\":\"\",\"data_base64\":\"\"",
        "\"id\":\"2\""
      })
  void whatIsThereTwiceIsRejected(String members) throws Exception {
    assertThat(onlyRejection(post(Requests.STRUCTURED, with(members))).reason())
        .isEqualTo("duplicate_attribute");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"x\":1.0 | x:",
        "\"x\":1e2 | x:",
        "\"x\":2147483648 | x:",
        "\"x\":-2147483649 | x:",
        "\"x\":99999999999999999999 | x:",
        "\"x\":[] | x:",
        "\"x\":{\"a\":1} | x:",
        "\"x\":\"a\\u0000\" | x:",
        "\"x\":\"\\ud800\" | x:",
        "\"subject\":\"\\udc00\" | subject:",
        "\"subject\":[1,[2]] | subject:",
        "\"subject\":true | subject:",
        "\"data_base64\":\"?\" | data_base64:",
        "\"data_base64\":1 | data_base64:",
        "\"_data\":\"text\" | _data",
        "\"\":null | ''",
      })
  void whatNoAttributeCanBeIsNamed(String members, String named) throws Exception {
    Rejection rejection = onlyRejection(post(Requests.STRUCTURED, with(members)));
    assertThat(rejection.reason()).isEqualTo("invalid_attribute");
    assertThat(rejection.detail()).contains(named);
  }
}
