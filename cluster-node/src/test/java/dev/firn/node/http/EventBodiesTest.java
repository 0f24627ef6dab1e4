package dev.firn.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.firn.events.CloudEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** The forms in which a request may bring its events. */
class EventBodiesTest extends OnRunningApi {
  private static final String STRUCTURED = "application/cloudevents+json";
  private static final String BATCH = "application/cloudevents-batch+json";

  @Test
  void takesAStructuredEvent() throws Exception {
    HttpResponse<String> answer = api.post(STRUCTURED, RunningApi.event("1"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .startsWith("{\"accepted\":1,\"duplicates\":0,\"rejected\":[],\"receipt\":\"");
    assertThat(api.events()).extracting(CloudEvent::id).containsExactly("1");
  }

  @Test
  void takesABatchAnEnvelopeAndLines() throws Exception {
    String two = RunningApi.event("1") + "," + RunningApi.event("2");
    assertThat(api.post(BATCH, "[" + two + "]").body()).contains("\"accepted\":2");
    assertThat(api.post("application/json", "{\"events\":[" + two + "]}").body())
        .contains("\"accepted\":2");
    assertThat(api.post("application/x-ndjson", two.replace("},{", "}\n{")).body())
        .contains("\"accepted\":2");
  }

  @Test
  void takesABinaryEventWithTheContentTypeAsItWas() throws Exception {
    HttpResponse<String> answer =
        api.send(
            api.request("/v1/events")
                .header("ce-specversion", "1.0")
                .header("ce-id", "b")
                .header("ce-source", "/s")
                .header("ce-type", "t")
                .header("ce-subject", "Euro%20%E2%82%AC")
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(BodyPublishers.ofString("{\"a\":1}")));

    assertThat(answer.statusCode()).isEqualTo(200);
    CloudEvent event = api.events().get(0);
    assertThat(event.datacontenttype()).isEqualTo("application/json; charset=utf-8");
    assertThat(event.subject()).isEqualTo("Euro €");
    assertThat(event.data()).isEqualTo("{\"a\":1}");
  }

  @Test
  void takesABinaryEventWithoutContentType() throws Exception {
    api.send(
        api.request("/v1/events")
            .header("ce-specversion", "1.0")
            .header("ce-id", "b")
            .header("ce-source", "/s")
            .header("ce-type", "t")
            .POST(BodyPublishers.noBody()));

    assertThat(api.events().get(0).datacontenttype()).isNull();
    assertThat(api.events().get(0).data()).isNull();
  }

  @Test
  void takesCompressedBodies() throws Exception {
    byte[] plain = RunningApi.event("z").getBytes(StandardCharsets.UTF_8);
    assertThat(compressed("zstd", Zstd.compress(plain)).body()).contains("\"accepted\":1");
    assertThat(compressed("gzip", gzip(plain)).body()).contains("\"accepted\":1");
    assertThat(compressed("br", plain).statusCode()).isEqualTo(415);
  }

  private static HttpResponse<String> compressed(String encoding, byte[] body) throws Exception {
    return api.send(
        api.request("/v1/events")
            .header("Content-Type", STRUCTURED)
            .header("Content-Encoding", encoding)
            .POST(BodyPublishers.ofByteArray(body)));
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }

  @Test
  void takesChunkedBodies() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 2_000; i++) {
      lines.append(RunningApi.event("chunked-" + i)).append('\n');
    }
    byte[] body = lines.toString().getBytes(StandardCharsets.UTF_8);
    HttpResponse<String> answer =
        api.send(
            api.request("/v1/events")
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));

    assertThat(answer.body()).contains("\"accepted\":2000");
  }
}
