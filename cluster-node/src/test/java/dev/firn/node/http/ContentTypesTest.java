package dev.firn.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.events.CloudEvent;
import dev.firn.events.CloudEventJson;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In binary mode the Content-Type is an attribute: what was sent is kept, and nothing made up. */
class ContentTypesTest extends OnRunningApi {
  private static HttpResponse<String> post(String... contentTypes) throws Exception {
    HttpRequest.Builder request =
        api.request("/v1/events")
            .header("ce-specversion", "1.0")
            .header("ce-id", "1")
            .header("ce-source", "/s")
            .header("ce-type", "t")
            .POST(BodyPublishers.ofString("{\"a\":1}"));
    for (String contentType : contentTypes) {
      request.header("Content-Type", contentType);
    }
    return api.send(request);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json;charset=UTF-8",
        "Text/Plain; Charset=\"ISO-8859-1\"; foo=Bar",
        "application/vnd.X+json;profile=\"a b\"",
        "text/plain;",
        "application/octet-stream",
        "Application/Octet-Stream;  x=y",
        "multipart/mixed; boundary=b1",
      })
  void whatIsSentIsKept(String contentType) throws Exception {
    assertThat(post(contentType).statusCode()).isEqualTo(200);
    assertThat(api.events()).extracting(CloudEvent::datacontenttype).containsExactly(contentType);
  }

  @Test
  void ofNoneNoneIsMade() throws Exception {
    assertThat(post().statusCode()).isEqualTo(200);
    CloudEvent event = api.events().get(0);
    assertThat(event.datacontenttype()).isNull();
    assertThat(event.data()).isEqualTo("{\"a\":1}");
    assertThat(event.extensions()).containsOnlyKeys("_time");
    assertThat(CloudEventJson.of(event)).endsWith(",\"data\":{\"a\":1}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "text/plain; x", "text/plain; x=\"y", ""})
  void whatIsNoMediaTypeIsRejectedByName(String contentType) throws Exception {
    HttpResponse<String> answer = post(contentType);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body())
        .contains("\"invalid_attribute\"", "\"detail\":\"datacontenttype: expected a media type");
  }

  @Test
  void twoThatDifferAreNone() throws Exception {
    assertThat(post("text/plain", "text/plain").statusCode()).isEqualTo(200);
    assertThat(post("text/plain", "text/html").body())
        .contains("datacontenttype: expected a media type", "found 'text/plain, text/html'");
  }

  @Test
  void withoutHeadersOfAnEventItIsSaidWhatWasFound() throws Exception {
    String event = RunningApi.event("1");
    assertThat(api.send(api.request("/v1/events").POST(BodyPublishers.ofString(event))).body())
        .contains("\"reason\":\"unsupported\"", "; found none\"");
    HttpResponse<String> octets = api.post("application/octet-stream", event);
    assertThat(octets.statusCode()).isEqualTo(415);
    assertThat(octets.body()).contains("found 'application/octet-stream'");
    assertThat(api.post("application/json; x", event).statusCode()).isEqualTo(415);
    assertThat(api.post("Application/CloudEvents+JSON;Charset=UTF-8", event).statusCode())
        .isEqualTo(200);
    assertThat(api.post("application/cloudevents+json; charset=utf-16", event).statusCode())
        .isEqualTo(415);
  }
}
