package dev.firn.node.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.events.CloudEvent;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much of headers a request may have, and of which bytes. */
class HeadersTest extends OnRunningApi {
  private static final int HEADERS_OF_A_HEAD = 6;

  private static String answer(String request) throws Exception {
    return RawRequest.answer(api.address(), request);
  }

  private static void assertTooLarge(String head, String limit) throws Exception {
    assertThat(answer(head))
        .startsWith("HTTP/1.1 431 ")
        .contains("Content-Type: application/json")
        .contains("{\"error\":{\"reason\":\"headers-too-large\",\"detail\":\"")
        .contains(limit);
  }

  @Test
  void namesHaveALimit() throws Exception {
    String longest = "ce-" + "n".repeat(125);
    assertThat(answer(RawRequest.event(longest + ": v\r\n", ""))).startsWith("HTTP/1.1 200 ");
    assertThat(api.events().get(0).extensions()).containsEntry("n".repeat(125), "v");
    assertTooLarge(RawRequest.head(longest + "n:"), "128 bytes (firn.http.max-header-name)");
  }

  @Test
  void valuesHaveALimit() throws Exception {
    String longest = "v".repeat(16 << 10);
    assertThat(answer(RawRequest.event("ce-x: " + longest + "\r\n", "")))
        .startsWith("HTTP/1.1 200 ");
    assertThat(api.events().get(0).extensions()).containsEntry("x", longest);
    assertTooLarge(
        RawRequest.head("ce-x: " + longest + "v\r"), "16384 bytes (firn.http.max-header-value)");
  }

  @Test
  void theirNumberHasALimit() throws Exception {
    String rest = headers(256 - HEADERS_OF_A_HEAD - 1);
    assertThat(answer(RawRequest.event(rest, ""))).startsWith("HTTP/1.1 200 ");
    assertTooLarge(
        RawRequest.head(headers(257 - HEADERS_OF_A_HEAD)) + "\r\n",
        "256 headers (firn.http.max-header-count)");
  }

  /** None of them is too long, and they are not too many. */
  @Test
  void togetherTheyHaveALimit() throws Exception {
    String large = ("x-%d: " + "v".repeat(15 << 10) + "\r\n");
    String four = large.formatted(1) + large.formatted(2) + large.formatted(3) + large.formatted(4);
    assertThat(answer(RawRequest.event(four, ""))).startsWith("HTTP/1.1 200 ");
    String rest = "x-5: " + "v".repeat(4 << 10) + "\r\n";
    assertTooLarge(
        RawRequest.event(four + rest, ""), "65536 bytes together (firn.http.max-headers)");
    assertThat(api.events()).hasSize(1);
  }

  /** All extensions that an event may have, and what a proxy adds. */
  private static String headers(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> (i < 32 ? "ce-e" : "x-") + i + ": v\r\n")
        .collect(Collectors.joining());
  }

  @Test
  void urlsHaveALimit() throws Exception {
    String longest = "/" + "u".repeat((64 << 10) - 1);
    assertThat(answer("GET " + longest + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 404 ");
    assertThat(answer("GET " + longest + "u "))
        .startsWith("HTTP/1.1 414 ")
        .contains(
            "{\"error\":{\"reason\":\"uri-too-long\",\"detail\":\"A URL may have 65536 bytes");
  }

  @Test
  void whatIsNoRequestIsAnsweredInTheSameForm() throws Exception {
    for (String request :
        new String[] {"GET / HTTP/1.1\r\n\r\n", "HELLO / HTTP/1.1\r\n\r\n", "GET /\r\n"}) {
      assertThat(answer(request))
          .startsWith("HTTP/1.1 400 ")
          .contains("{\"error\":{\"reason\":\"unreadable-head\",\"detail\":\"Expected");
    }
  }

  @Test
  void refusalsAreCounted() throws Exception {
    double before = refused("headers-too-large");
    assertTooLarge(RawRequest.head("n".repeat(129) + ":"), "128");
    assertThat(refused("headers-too-large")).isEqualTo(before + 1);
  }

  private static double refused(String reason) throws Exception {
    String line = "firn_ingest_refused_total{reason=\"" + reason + "\"} ";
    return api.get("/metrics")
        .body()
        .lines()
        .filter(metric -> metric.startsWith(line))
        .mapToDouble(metric -> Double.parseDouble(metric.substring(line.length())))
        .sum();
  }

  @Test
  void valuesMayBeUtf8() throws Exception {
    String subject = new String("größe € 😀".getBytes(UTF_8), ISO_8859_1);
    assertThat(answer(RawRequest.event("ce-subject: " + subject + "\r\n", "")))
        .startsWith("HTTP/1.1 200 ");
    assertThat(api.events()).extracting(CloudEvent::subject).containsExactly("größe € 😀");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"größer Baum", "Mädchen aus", "é12", "Ångström ab", "\u00f0\u009f\u0098abc"})
  void otherBytesAreNoText(String latin1) throws Exception {
    assertThat(answer(RawRequest.event("ce-subject: " + latin1 + "\r\n", "")))
        .startsWith("HTTP/1.1 422 ")
        .contains("\"invalid_attribute\"", "subject: expected percent-encoded UTF-8");
    assertThat(api.events()).isEmpty();
  }

  @Test
  void bytesThatBeginNoCharacterAreRefused() throws Exception {
    assertThat(answer(RawRequest.event("ce-subject: \u00fcber\r\n", "")))
        .startsWith("HTTP/1.1 400 ")
        .contains("\"reason\":\"unreadable-head\"");
  }

  /** The library takes the line's end for the rest of a character, and the next header with it. */
  @ParameterizedTest
  @ValueSource(strings = {"caf\u00e9", "caf\u00c3", "\u00f6", "größe"})
  void aValueThatSwallowsItsLinesEndIsRefused(String value) throws Exception {
    String smuggled = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";
    for (String header : new String[] {"User-Agent: ", "ce-subject: "}) {
      String answers = answer(RawRequest.event(header + value + "\r\n", smuggled));
      assertThat(answers)
          .startsWith("HTTP/1.1 400 ")
          .contains("\"reason\":\"unreadable-head\"")
          .doesNotContain("\"live\"");
    }
    assertThat(api.events()).isEmpty();
  }

  @Test
  void otherHeadersMayHoldWhatTheyLike() throws Exception {
    assertThat(answer(RawRequest.event("User-Agent: M\u00e4dchen aus\r\n", "")))
        .startsWith("HTTP/1.1 200 ");
    assertThat(answer(RawRequest.event("CF-IPCountry: M\u00e4dchen aus\r\n", "")))
        .startsWith("HTTP/1.1 200 ");
    assertThat(api.buffers.stored.get(1).origin().edge().country()).isNull();
  }
}
