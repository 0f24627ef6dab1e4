package dev.firn.node.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.firn.sharding.StoreOutcome.Throttled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits of a whole request and of its tenant, as a client sees them. */
class LimitsTest extends OnRunningApi {
  private static final int MOST_EVENTS = 5_000;

  static Stream<Arguments> bodies() throws IOException {
    byte[] zeros = new byte[1 << 20];
    byte[] letters = letters(200 << 10);
    return Stream.of(
        Arguments.of("a bomb of gzip", "gzip", gzip(zeros, 10), 413, "too-large"),
        Arguments.of("a bomb of zstd", "zstd", Zstd.compress(zeros), 413, "too-large"),
        Arguments.of("almost 20 MiB", "gzip", gzip(letters, 102), 422, "unreadable_event"),
        Arguments.of("over 20 MiB", "gzip", gzip(letters, 103), 413, "too-large"),
        Arguments.of("5,000 events", "identity", lines(MOST_EVENTS), 200, "\"accepted\":5000,"),
        Arguments.of("5,001 events", "identity", lines(MOST_EVENTS + 1), 413, "too-large"));
  }

  /** Shrink to a seventh: no bomb. */
  private static byte[] letters(int count) {
    Random random = new Random(1);
    byte[] letters = new byte[count];
    for (int i = 0; i < count; i++) {
      letters[i] = (byte) ('a' + random.nextInt(2));
    }
    return letters;
  }

  private static byte[] gzip(byte[] part, int times) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      for (int i = 0; i < times; i++) {
        gzip.write(part);
      }
    }
    return out.toByteArray();
  }

  private static byte[] lines(int count) {
    return (RunningApi.event("1") + "\n").repeat(count).getBytes(UTF_8);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  void bodiesHaveLimits(String what, String encoding, byte[] body, int status, String answered)
      throws Exception {
    HttpResponse<String> answer =
        api.send(
            api.request("/v1/events")
                .header("Content-Type", "application/x-ndjson")
                .header("Content-Encoding", encoding)
                .POST(BodyPublishers.ofByteArray(body)));

    assertThat(answer.statusCode()).as(what).isEqualTo(status);
    assertThat(answer.body()).contains(answered);
    assertThat(api.buffers.stored.isEmpty()).isEqualTo(status != 200);
  }

  /** Where nothing of it comes, it is not waited for for long. */
  @Test
  void aBodyThatSaysThatItIsTooLargeIsRefusedBeforeItComes() throws Exception {
    String head = RawRequest.head("Content-Length: " + (6 << 20) + "\r\n");
    assertThat(RawRequest.answer(api.address(), head + "\r\n"))
        .startsWith("HTTP/1.1 413 ")
        .contains("\"reason\":\"body-too-large\"");
  }

  /** An answer given before ends the connection, and is lost to who sends before it reads. */
  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 8388608", "Transfer-Encoding: chunked"})
  void whoSendsMoreThanAllowedGetsToReadTheAnswer(String how) throws Exception {
    String part = "x".repeat(1 << 20);
    String body =
        how.endsWith("chunked")
            ? ("100000\r\n" + part + "\r\n").repeat(8) + "0\r\n\r\n"
            : part.repeat(8);
    String head = RawRequest.head(how + "\r\n");
    assertThat(RawRequest.answer(api.address(), head + "\r\n" + body))
        .startsWith("HTTP/1.1 413 ")
        .contains("\"reason\":\"body-too-large\"");
  }

  /** Who asks whether to send is told at once. */
  @Test
  void whoAsksFirstNeedNotSend() throws Exception {
    String head = RawRequest.head("Content-Length: " + (6 << 20) + "\r\nExpect: 100-continue\r\n");
    assertThat(RawRequest.answer(api.address(), head + "\r\n")).startsWith("HTTP/1.1 413 ");
  }

  @Test
  void aTenantWithTooManyPartitionsIsAskedToWait() throws Exception {
    api.buffers.storing =
        rows ->
            CompletableFuture.completedFuture(
                new Throttled(Duration.ofMillis(4_100), "the tenant has 3 partitions open"));

    HttpResponse<String> answer = api.post("application/cloudevents+json", RunningApi.event("1"));

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).contains("5");
    assertThat(answer.body())
        .isEqualTo(
            "{\"error\":{\"reason\":\"too-many-partitions\","
                + "\"detail\":\"the tenant has 3 partitions open\"}}");
  }
}
