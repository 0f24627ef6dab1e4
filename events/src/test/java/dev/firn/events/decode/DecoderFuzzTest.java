package dev.firn.events.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.firn.events.CloudEvent;
import dev.firn.events.CloudEventJson;
import dev.firn.events.testing.Vectors;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Damaged requests, many of them, always the same ones. */
@Timeout(120)
class DecoderFuzzTest {
  private static final String EVENT =
      "{\"specversion\":\"1.0\",\"id\":\"a\\u00e4\",\"source\":\"/s?x=%20\",\"type\":\"t\","
          + "\"time\":\"2018-04-05T17:31:00.123+01:00\",\"datacontenttype\":\"text/plain; a=b\","
          + "\"dataschema\":\"urn:x\",\"n\":-12,\"b\":true,\"u\":null,"
          + "\"data\":{\"k\":[1,2.5e3,{\"ö\":\"\\ud83d\\ude00\"}]}}";
  private static final List<String> BODIES =
      List.of(
          EVENT,
          "[" + EVENT + "," + EVENT + "]",
          "{\"events\":[" + EVENT + "]}",
          EVENT + "\n" + EVENT + "\n" + EVENT);
  private static final List<String> TYPES =
      List.of(Requests.STRUCTURED, Requests.BATCH, Requests.LINES, "application/json", "image/png");
  private static final byte[] MARKS = "{}[]\",:\\\n u0e-.".getBytes(UTF_8);

  private final EventDecoder decoder = new EventDecoder(Requests.ANY_TIME, Requests.KEY);

  @Test
  void nothingButUnreadableIsEverThrownAndWhatIsTakenComesBack() {
    Random random = new Random(42);
    int taken = 0;
    for (int i = 0; i < 60_000; i++) {
      byte[] body = damaged(BODIES.get(random.nextInt(BODIES.size())).getBytes(UTF_8), random);
      String type = TYPES.get(random.nextInt(TYPES.size()));
      taken += decode(type, random.nextInt(8) == 0, body);
    }
    assertThat(taken).isGreaterThan(3_000);
  }

  private int decode(String type, boolean binary, byte[] body) {
    List<Map.Entry<String, String>> headers =
        binary
            ? List.of(
                Map.entry("ce-specversion", "1.0"),
                Map.entry("ce-id", new String(body, 0, Math.min(5, body.length), UTF_8)),
                Map.entry("ce-source", "/s"),
                Map.entry("ce-type", "t"))
            : List.of();
    try {
      DecodedRequest request =
          decoder.decode(new RequestHead(type, headers), body, body.length, Requests.ORIGIN);
      List<CloudEvent> events = Requests.events(request);
      assertThat(events.size() + request.rejections().size()).isEqualTo(request.total());
      for (CloudEvent event : events) {
        assertThatCode(() -> Vectors.JSON.readTree(CloudEventJson.of(event)))
            .doesNotThrowAnyException();
      }
      return events.size();
    } catch (UnreadableRequestException e) {
      assertThat(e.getMessage()).isNotBlank();
      return 0;
    }
  }

  private static byte[] damaged(byte[] body, Random random) {
    byte[] damaged = body.clone();
    for (int n = random.nextInt(4); n > 0; n--) {
      int at = random.nextInt(damaged.length);
      switch (random.nextInt(4)) {
        case 0 -> damaged[at] = (byte) random.nextInt(256);
        case 1 -> damaged[at] = MARKS[random.nextInt(MARKS.length)];
        case 2 -> damaged = Arrays.copyOf(damaged, at + 1);
        default -> System.arraycopy(damaged, at, damaged, 0, Math.min(20, damaged.length - at));
      }
    }
    return damaged;
  }

  @Test
  void noBodyOfTheFullSizeTakesLong() {
    int size = 4 << 20;
    for (String piece :
        List.of(
            "[", "{\"a\":", "{\"a\":1,\n", "\"", "\\", "1", "[1,\n", "{}\n", "{},", " ", "\n")) {
      byte[] body = piece.repeat(size / piece.length()).getBytes(UTF_8);
      for (String type : TYPES) {
        long start = System.nanoTime();
        decode(type, false, body);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
            .as(piece + " as " + type)
            .isLessThan(Duration.ofSeconds(20));
      }
    }
  }
}
