package dev.firn.events.decode;

import static dev.firn.events.decode.Requests.binary;
import static dev.firn.events.decode.Requests.onlyEvent;
import static dev.firn.events.decode.Requests.onlyRejection;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.events.CloudEvent;
import dev.firn.events.CloudEventJson;
import dev.firn.events.testing.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BinaryModeTest {
  private static final Map<String, String> HEADERS =
      Map.of(
          "ce-specversion", "1.0",
          "ce-type", "com.example.someevent",
          "ce-time", "2018-04-05T03:56:24Z",
          "ce-id", "1234-1234-1234",
          "ce-source", "/mycontext/subcontext");
  private static final byte[] BODY = "{\n    \"message\": \"Hello World!\"\n}".getBytes(UTF_8);

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "application/json; charset=utf-8"})
  void attributesAreHeadersAndTheBodyIsTheData(String contentType) throws Exception {
    CloudEvent event = onlyEvent(binary(contentType, HEADERS, BODY));
    assertThat(event.id()).isEqualTo("1234-1234-1234");
    assertThat(event.specversion()).isEqualTo("1.0");
    assertThat(event.type()).isEqualTo("com.example.someevent");
    assertThat(event.source()).isEqualTo("/mycontext/subcontext");
    assertThat(event.timeMicros()).isEqualTo(1_522_900_584_000_000L);
    assertThat(event.datacontenttype()).isEqualTo(contentType);
    assertThat(event.data()).isEqualTo(new String(BODY, UTF_8));
    assertThat(event.extensions()).isEmpty();
  }

  @Test
  void headerValuesDecodeAsTheVectorsSay() throws Exception {
    JsonNode vectors = Vectors.headerValues();
    for (String kind : List.of("valid", "lenient")) {
      for (JsonNode vector : vectors.get(kind)) {
        CloudEvent event =
            onlyEvent(binary(null, with("ce-subject", vector.get("header").asText()), new byte[0]));
        assertThat(event.subject()).as(vector.toString()).isEqualTo(vector.get("value").asText());
      }
    }
    for (JsonNode vector : vectors.get("invalid")) {
      DecodedRequest request =
          binary(null, with("ce-subject", vector.get("header").asText()), new byte[0]);
      assertThat(onlyRejection(request).reason()).isEqualTo("invalid_attribute");
      assertThat(onlyRejection(request).detail()).startsWith("subject: expected");
    }
  }

  @Test
  void barePercentSignsAndRawUtf8AreTakenAsTheyStand() throws Exception {
    assertThat(subject("50% off, 100%!")).isEqualTo("50% off, 100%!");
    assertThat(subject("größe")).isEqualTo("größe");
    assertThat(subject("größe € 😀")).isEqualTo("größe € 😀");
  }

  @Test
  void bytesThatAreNoUtf8AreRejected() throws Exception {
    for (String stray : List.of("gr\uFFF6\uFFDFe", "M\uFFE4dchen", "\"gr\\\uFFE4\"", "\uFFFD")) {
      Rejection rejection = onlyRejection(binary(null, with("ce-subject", stray), new byte[0]));
      assertThat(rejection.reason()).isEqualTo("invalid_attribute");
      assertThat(rejection.detail()).startsWith("subject: expected percent-encoded UTF-8");
    }
    assertThat(subject("%EF%BF%A4 \uFF41")).isEqualTo("\uFFE4 \uFF41");
  }

  @Test
  void anEventCountsWithItsAttributesAndItsBody() throws Exception {
    int limit = IngestLimits.DEFAULT.eventBytes();
    int attributes = HEADERS.values().stream().mapToInt(String::length).sum();
    byte[] body = new byte[limit - attributes - 9];
    assertThat(binary(null, with("ce-subject", "ä€😀"), body).rejections()).isEmpty();
    Rejection rejection = onlyRejection(binary(null, with("ce-subject", "ä€😀."), body));
    assertThat(rejection.reason()).isEqualTo("too_large");
    assertThat(rejection.detail()).endsWith("found " + (limit + 1));
  }

  @Test
  void extensionsAreStringsAndKeepTheirText() throws Exception {
    CloudEvent event = onlyEvent(binary(null, with("ce-sampledrate", "30"), new byte[0]));
    assertThat(event.extensions()).containsExactly(Map.entry("sampledrate", "30"));
    assertThat(CloudEventJson.of(event)).contains("\"sampledrate\":\"30\"");
  }

  @Test
  void dataComesBackWhateverItIs() throws Exception {
    assertThat(dataBack("application/json", "{\"a\":1}".getBytes(UTF_8)))
        .isEqualTo("data={\"a\":1}");
    assertThat(dataBack(null, "[1]".getBytes(UTF_8))).isEqualTo("data=[1]");
    assertThat(dataBack("text/plain", "\"ä\n".getBytes(UTF_8))).isEqualTo("data=\"\\\"ä\\n\"");
    assertThat(dataBack("application/json", "{\"a\":".getBytes(UTF_8)))
        .isEqualTo("data_base64=\"" + base64("{\"a\":".getBytes(UTF_8)) + "\"");
    assertThat(dataBack(null, "no json".getBytes(UTF_8)))
        .isEqualTo("data_base64=\"" + base64("no json".getBytes(UTF_8)) + "\"");
    byte[] bytes = {0, (byte) 0xff, 1};
    for (String type :
        new String[] {"application/octet-stream", "application/json", "text/plain"}) {
      assertThat(dataBack(type, bytes)).isEqualTo("data_base64=\"" + base64(bytes) + "\"");
    }
    byte[] utf16 = "{}".getBytes(StandardCharsets.UTF_16LE);
    assertThat(dataBack("application/json; charset=utf-16le", utf16))
        .isEqualTo("data_base64=\"" + base64(utf16) + "\"");
    assertThat(dataBack("application/json", new byte[0])).isEqualTo("none");
  }

  @Test
  void mistakesAreNamed() throws Exception {
    Map<String, String> noId = new HashMap<>(HEADERS);
    noId.remove("ce-id");
    assertThat(rejection(noId)).contains("missing_attribute: id");
    assertThat(rejection(with("ce-time", "yesterday"))).contains("invalid_attribute: time");
    assertThat(rejection(with("ce-subject", ""))).contains("invalid_attribute: subject");
    assertThat(rejection(with("ce-source", "1a:b")))
        .contains("invalid_attribute: source: expected a URI-reference");
    assertThat(rejection(with("ce-dataschema", "schema.json")))
        .contains("invalid_attribute: dataschema: expected an absolute URI");
    assertThat(rejection(with("ce-my_ext", "x"))).contains("my_ext");
    assertThat(rejection(with("ce-data", "x"))).contains("data:");
    assertThat(rejection(with("ce-datacontenttype", "a/b"))).contains("datacontenttype:");
    assertThat(rejection(with("ce-specversion", "0.3"))).contains("unsupported_specversion");
    DecodedRequest wrongType = binary("nonsense", HEADERS, BODY);
    assertThat(onlyRejection(wrongType).detail()).startsWith("datacontenttype: expected");
  }

  @Test
  void aHeaderSentTwiceIsRejected() throws Exception {
    List<Map.Entry<String, String>> headers = new ArrayList<>(HEADERS.entrySet());
    headers.add(Map.entry("ce-id", "other"));
    DecodedRequest request =
        new EventDecoder(Requests.ANY_TIME, Requests.KEY)
            .decode(new RequestHead(null, headers), BODY, BODY.length, Requests.ORIGIN);
    assertThat(onlyRejection(request).reason()).isEqualTo("duplicate_attribute");
  }

  private static String subject(String header) throws Exception {
    return String.valueOf(
        onlyEvent(binary(null, with("ce-subject", header), new byte[0])).subject());
  }

  private static String rejection(Map<String, String> headers) throws Exception {
    Rejection rejection = onlyRejection(binary("application/json", headers, BODY));
    return rejection.reason() + ": " + rejection.detail();
  }

  private static String dataBack(@Nullable String contentType, byte[] body) throws Exception {
    JsonNode event =
        Vectors.JSON.readTree(CloudEventJson.of(onlyEvent(binary(contentType, HEADERS, body))));
    for (String member : List.of("data", "data_base64")) {
      if (event.has(member)) {
        return member + "=" + event.get(member);
      }
    }
    return "none";
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static Map<String, String> with(String name, String value) {
    Map<String, String> headers = new HashMap<>(HEADERS);
    headers.put(name, value);
    return headers;
  }
}
