package dev.firn.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.events.Edge;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** What is known of where a request comes from, and who may send one. */
class OriginsTest extends OnRunningApi {
  private static final String STRUCTURED = "application/cloudevents+json";

  @Test
  void keepsWhatTheEdgeSaidOfARequest() throws Exception {
    api.send(
        api.request("/v1/events")
            .header("Content-Type", STRUCTURED)
            .header("CF-Ray", "8f1e2d3c4b5a6978-FRA")
            .header("CF-IPCountry", "DE")
            .POST(BodyPublishers.ofString(RunningApi.event("1"))));

    Edge edge = api.origin().edge();
    assertThat(edge.colo()).isEqualTo("FRA");
    assertThat(edge.country()).isEqualTo("DE");
    assertThat(edge.httpProtocol()).isEqualTo("HTTP/1.1");
    assertThat(edge.timezone()).isNull();
    assertThat(api.origin().tenant()).isEqualTo("default");
  }

  @Test
  void eachColumnHasAHeaderOfItsOwn() throws Exception {
    HttpRequest.Builder request =
        api.request("/v1/events")
            .header("Content-Type", STRUCTURED)
            .POST(BodyPublishers.ofString(RunningApi.event("1")));
    for (String header :
        new String[] {
          "CF-IPCountry",
          "CF-IPCity",
          "CF-IPContinent",
          "CF-Postal-Code",
          "CF-Region",
          "CF-Timezone",
          "X-Protocol",
          "X-TLS-Version",
          "X-TLS-Cipher"
        }) {
      request.header(header, "of " + header);
    }
    api.send(request.header("CF-Ray", "8f1e2d3c4b5a6978-FRA"));

    assertThat(api.origin().edge())
        .isEqualTo(
            new Edge(
                "FRA",
                "of CF-IPCountry",
                "of CF-IPCity",
                "of CF-IPContinent",
                "of CF-Postal-Code",
                "of CF-Region",
                "of CF-Timezone",
                "of X-Protocol",
                "of X-TLS-Version",
                "of X-TLS-Cipher"));
  }

  @Test
  void whatNoEdgeSaysOfAPlaceIsNotKept() throws Exception {
    String longest = "c".repeat(256);
    for (String city : new String[] {longest, longest + "c"}) {
      api.send(
          api.request("/v1/events")
              .header("Content-Type", STRUCTURED)
              .header("CF-IPCity", city)
              .POST(BodyPublishers.ofString(RunningApi.event("1"))));
    }
    assertThat(api.buffers.stored)
        .extracting(block -> block.origin().edge().city())
        .containsExactly(longest, null);
  }

  @Test
  void letsListedPagesPostAndNoOthers() throws Exception {
    HttpResponse<String> listed =
        api.send(
            api.request("/v1/events")
                .header("Content-Type", STRUCTURED)
                .header("Origin", "https://shop.example")
                .POST(BodyPublishers.ofString(RunningApi.event("1"))));
    assertThat(listed.statusCode()).isEqualTo(200);
    assertThat(listed.headers().firstValue("Access-Control-Allow-Origin"))
        .contains("https://shop.example");

    HttpResponse<String> foreign =
        api.send(
            api.request("/v1/events")
                .header("Content-Type", STRUCTURED)
                .header("Origin", "https://evil.example")
                .POST(BodyPublishers.ofString(RunningApi.event("1"))));
    assertThat(foreign.statusCode()).isEqualTo(403);
    assertThat(foreign.body()).contains("origin-not-allowed");
  }

  @Test
  void answersPreflightRequests() throws Exception {
    HttpResponse<String> answer =
        api.send(
            api.request("/v1/events")
                .header("Origin", "https://shop.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type,authorization")
                .method("OPTIONS", BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Headers"))
        .contains("content-type,authorization");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Methods")).contains("GET, POST");
  }
}
