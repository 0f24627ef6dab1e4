package dev.firn.events.decode;

import static dev.firn.events.decode.Requests.events;
import static dev.firn.events.decode.Requests.onlyRejection;
import static dev.firn.events.decode.Requests.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.events.decode.UnreadableRequestException.Category;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each limit at its edge: the last that fits is taken, the next is named. */
class LimitsTest {
  private static String event(String id, String source, String type, String more) {
    return "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"%s\",\"type\":\"%s\"%s}"
        .formatted(id, source, type, more);
  }

  private static void assertTaken(String event) throws Exception {
    assertThat(events(post(Requests.STRUCTURED, event))).hasSize(1);
  }

  private static void assertRejected(String event, String reason, String named) throws Exception {
    Rejection rejection = onlyRejection(post(Requests.STRUCTURED, event));
    assertThat(rejection.reason()).isEqualTo(reason);
    assertThat(rejection.detail()).contains(named);
  }

  @Test
  void attributesCountInBytesOfUtf8() throws Exception {
    assertTaken(event("ä".repeat(128), "/s", "t", ""));
    assertRejected(event("ä".repeat(128) + "x", "/s", "t", ""), "too_large", "id: ");
    assertTaken(event("1", "s".repeat(1024), "t", ""));
    assertRejected(event("1", "s".repeat(1025), "t", ""), "too_large", "source: ");
    assertTaken(event("1", "/s", "ü".repeat(128), ""));
    assertRejected(event("1", "/s", "ü".repeat(128) + "t", ""), "too_large", "type: ");
  }

  @Test
  void anEventCountsWithAllOfItsText() throws Exception {
    int limit = IngestLimits.DEFAULT.eventBytes();
    int rest = event("1", "/s", "t", ",\"data\":\"\"").length();
    String fits = event("1", "/s", "t", ",\"data\":\"" + "x".repeat(limit - rest) + "\"");
    assertThat(fits).hasSize(limit);
    assertTaken(fits);
    assertRejected(
        event("1", "/s", "t", ",\"data\":\"" + "x".repeat(limit - rest + 1) + "\""),
        "too_large",
        "found " + (limit + 1));
  }

  @Test
  void extensionsAreCounted() throws Exception {
    assertTaken(event("1", "/s", "t", extensions(32)));
    assertRejected(event("1", "/s", "t", extensions(33)), "too_many_extensions", "32");
  }

  private static String extensions(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> ",\"x" + i + "\":" + i)
        .collect(Collectors.joining());
  }

  @Test
  void depthCountsTheEventItself() throws Exception {
    assertTaken(event("1", "/s", "t", nested(63)));
    assertRejected(event("1", "/s", "t", nested(64)), "too_deep", "64");
    assertRejected(event("1", "/s", "t", nested(900)), "too_deep", "64");
    assertThatThrownBy(() -> post(Requests.STRUCTURED, event("1", "/s", "t", nested(100_000))))
        .isInstanceOf(UnreadableRequestException.class);
  }

  private static String nested(int depth) {
    return ",\"data\":" + "[".repeat(depth) + "]".repeat(depth);
  }

  @Test
  void aDeepEventDoesNotTakeTheBatchWithIt() throws Exception {
    String batch =
        "[%s,%s,%s]"
            .formatted(
                event("1", "/s", "t", nested(63)),
                event("2", "/s", "t", nested(200)),
                event("3", "/s", "t", nested(63)));
    DecodedRequest request = post(Requests.BATCH, batch);
    assertThat(events(request)).hasSize(2);
    assertThat(request.rejections()).extracting(Rejection::index).containsExactly(1);
  }

  @Test
  void aRequestOfTooManyEventsIsRefusedWhole() throws Exception {
    assertThat(post(Requests.BATCH, batchOf(5_000)).total()).isEqualTo(5_000);
    for (String body : new String[] {batchOf(5_001), "[" + "1,".repeat(5_000) + "1]"}) {
      assertThatThrownBy(() -> post(Requests.BATCH, body))
          .isInstanceOfSatisfying(
              UnreadableRequestException.class,
              e -> assertThat(e.category()).isEqualTo(Category.TOO_LARGE));
    }
  }

  private static String batchOf(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> event("id" + i, "/s", "t" + i % 7, ""))
        .collect(Collectors.joining(",", "[", "]"));
  }

  @Test
  void timeMustLieInTheWindow() throws Exception {
    IngestLimits limits =
        IngestLimits.DEFAULT.accepting(
            Optional.of(Duration.ofDays(30)), Optional.of(Duration.ofMinutes(10)));
    Instant first = Requests.ARRIVAL.minus(Duration.ofDays(30));
    Instant last = Requests.ARRIVAL.plus(Duration.ofMinutes(10));
    for (Instant inside : new Instant[] {first, last, Requests.ARRIVAL}) {
      assertThat(events(post(limits, Requests.STRUCTURED, at(inside)))).hasSize(1);
    }
    for (Instant outside : new Instant[] {first.minusNanos(1_000), last.plusNanos(1_000)}) {
      Rejection rejection = onlyRejection(post(limits, Requests.STRUCTURED, at(outside)));
      assertThat(rejection.reason()).isEqualTo("time_out_of_window");
      assertThat(rejection.detail()).contains("time", outside.toString());
    }
    assertTaken(at(Instant.parse("0000-01-01T00:00:00Z")));
    assertTaken(at(Instant.parse("9999-12-31T23:59:59.999999Z")));
  }

  private static String at(Instant time) {
    return event("1", "/s", "t", ",\"time\":\"" + time + "\"");
  }
}
