package dev.firn.events.decode;

import static dev.firn.events.decode.Requests.events;
import static dev.firn.events.decode.Requests.post;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.events.CloudEvent;
import dev.firn.events.decode.UnreadableRequestException.Category;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentModeTest {
  private static final String EVENT =
      "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"}";

  @ParameterizedTest
  @CsvSource({
    "application/cloudevents+json, STRUCTURED",
    "Application/CloudEvents+JSON; charset=UTF-8, STRUCTURED",
    "application/cloudevents-batch+json, BATCH",
    "application/json, PLAIN_JSON",
    "application/x-ndjson, LINES",
  })
  void theContentTypeDecides(String contentType, ContentMode expected) throws Exception {
    assertThat(ContentMode.of(new RequestHead(contentType, List.of()))).isEqualTo(expected);
  }

  @Test
  void aCloudEventsContentTypeWinsOverHeadersWhichWinOverAllElse() throws Exception {
    List<Map.Entry<String, String>> headers = List.of(Map.entry("ce-specversion", "1.0"));
    assertThat(ContentMode.of(new RequestHead("application/cloudevents+json", headers)))
        .isEqualTo(ContentMode.STRUCTURED);
    for (String type : new String[] {"application/json", "application/x-ndjson", "image/png"}) {
      assertThat(ContentMode.of(new RequestHead(type, headers))).isEqualTo(ContentMode.BINARY);
    }
    assertThat(ContentMode.of(new RequestHead(null, headers))).isEqualTo(ContentMode.BINARY);
  }

  @Test
  void whatIsNotSpokenIsSaidWithWhatIs() {
    for (String type :
        new String[] {
          "application/cloudevents+xml",
          "application/cloudevents+avro",
          "application/cloudevents",
          "application/cloudevents-batch+protobuf",
          "text/plain",
          "application/json; charset=utf-16",
          "application/json; charset",
          "application/json; a=b, text/plain",
          ""
        }) {
      assertFails(() -> post(type, EVENT), Category.UNSUPPORTED, "expected");
    }
    assertFails(() -> post(null, EVENT), Category.UNSUPPORTED, "application/cloudevents+json");
  }

  @Test
  void plainJsonIsAWrapperAnArrayOrOneEvent() throws Exception {
    String json = "application/json";
    assertThat(events(post(json, "{\"events\":[" + EVENT + "," + EVENT + "]}"))).hasSize(2);
    assertThat(events(post(json, "[" + EVENT + "]"))).hasSize(1);
    assertThat(events(post(json, EVENT))).hasSize(1);
    assertThat(post(json, "{\"events\":[]}").total()).isZero();
    CloudEvent extension =
        events(post(json, EVENT.replace("{\"spec", "{\"events\":\"x\",\"spec"))).get(0);
    assertThat(extension.extensions()).containsEntry("events", "x");
    assertFails(() -> post(json, "{\"events\":[],\"apikey\":1}"), Category.UNREADABLE, "apikey");
    assertFails(() -> post(json, "\"x\""), Category.UNREADABLE, "events");
  }

  @Test
  void anEmptyBatchIsFineAndAnEmptyBodyIsNot() throws Exception {
    assertThat(post(Requests.BATCH, "[]").total()).isZero();
    assertThat(post(Requests.LINES, "").total()).isZero();
    assertThat(post(Requests.LINES, "\n \r\n").total()).isZero();
    assertFails(() -> post(Requests.BATCH, ""), Category.UNREADABLE, "array");
    assertFails(() -> post(Requests.STRUCTURED, ""), Category.UNREADABLE, "object");
  }

  @Test
  void aBodyThatIsNotWhatItSaysIsUnreadable() {
    assertFails(() -> post(Requests.STRUCTURED, "[" + EVENT + "]"), Category.UNREADABLE, "batch");
    assertFails(() -> post(Requests.BATCH, EVENT), Category.UNREADABLE, "array");
    assertFails(() -> post(Requests.BATCH, "[" + EVENT + ",{]"), Category.UNREADABLE, "at byte");
    assertFails(() -> post(Requests.BATCH, "[" + EVENT), Category.UNREADABLE, "JSON");
    assertFails(() -> post(Requests.STRUCTURED, EVENT + "x"), Category.UNREADABLE, "JSON");
    assertFails(() -> post(Requests.STRUCTURED, EVENT + EVENT), Category.UNREADABLE, "end");
    byte[] latin1 = {'"', (byte) 0xe4, '"'};
    assertFails(
        () ->
            new EventDecoder(Requests.ANY_TIME, Requests.KEY)
                .decode(new RequestHead(Requests.BATCH, List.of()), latin1, 3, Requests.ORIGIN),
        Category.UNREADABLE,
        "UTF-8");
  }

  @Test
  void aLineThatIsBadIsOneRejectedEvent() throws Exception {
    String lines =
        String.join(
            "\n",
            EVENT,
            "{\"specversion\":\"1.0\",",
            "",
            "\"no object\"",
            EVENT + EVENT,
            "  " + EVENT.replace("\"1\"", "\"2\"") + " \r",
            "{\"id\":\"ä\\q\"}",
            EVENT.replace("\"1\"", "\"3\""));
    DecodedRequest request = post(Requests.LINES, lines);
    assertThat(request.total()).isEqualTo(7);
    assertThat(events(request)).extracting(CloudEvent::id).containsExactly("1", "2", "3");
    assertThat(request.rejections()).extracting(Rejection::index).containsExactly(1, 2, 3, 5);
    assertThat(request.rejections())
        .extracting(Rejection::reason)
        .containsExactly(
            "unreadable_event", "not_an_event", "unreadable_event", "unreadable_event");
  }

  @Test
  void aLineThatIsNotUtf8IsOneRejectedEvent() throws Exception {
    byte[] body = (EVENT + "\n" + EVENT.replace("/s", "/?") + "\n" + EVENT).getBytes(UTF_8);
    body[new String(body, UTF_8).indexOf('?')] = (byte) 0xff;
    DecodedRequest request =
        new EventDecoder(Requests.ANY_TIME, Requests.KEY)
            .decode(new RequestHead(Requests.LINES, List.of()), body, body.length, Requests.ORIGIN);
    assertThat(events(request)).hasSize(2);
    assertThat(request.rejections()).extracting(Rejection::index).containsExactly(1);
  }

  private static void assertFails(ThrowingCallable call, Category category, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            UnreadableRequestException.class, e -> assertThat(e.category()).isEqualTo(category))
        .hasMessageContaining(message);
  }
}
