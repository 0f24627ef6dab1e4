package dev.firn.events.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {
  private final EventTime time = new EventTime();

  @Test
  void agreesWithJavaTimeOverTenThousandYears() {
    Random random = new Random(1);
    long first = Instant.parse("0000-01-02T00:00:00Z").getEpochSecond();
    long last = Instant.parse("9999-12-30T23:59:59Z").getEpochSecond();
    for (int i = 0; i < 50_000; i++) {
      Instant instant =
          Instant.ofEpochSecond(random.nextLong(first, last), random.nextInt(1_000_000) * 1_000L);
      ZoneOffset offset = ZoneOffset.ofTotalSeconds(60 * (random.nextInt(1440) - 720));
      String text = OffsetDateTime.ofInstant(instant, offset).toString();
      if (text.length() > 17 && text.charAt(16) == ':') {
        assertThat(parse(text)).as(text).isTrue();
        assertThat(time.micros()).as(text).isEqualTo(micros(instant));
        assertThat(time.isExact()).as(text).isEqualTo(text.endsWith("Z"));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2018-04-05T17:31:00Z, 2018-04-05T17:31:00Z, true",
    "2018-04-05T17:31:00.000000000Z, 2018-04-05T17:31:00Z, true",
    "2018-04-05T17:31:00.123456789Z, 2018-04-05T17:31:00.123456Z, false",
    "2018-04-05T18:31:00+01:00, 2018-04-05T17:31:00Z, false",
    "2018-04-05T17:31:00-00:00, 2018-04-05T17:31:00Z, false",
    "2018-04-05t17:31:00z, 2018-04-05T17:31:00Z, false",
    "2016-12-31T23:59:60Z, 2016-12-31T23:59:59.999999Z, false",
    "2017-01-01T08:59:60.5+09:00, 2016-12-31T23:59:59.999999Z, false",
    "1969-12-31T23:59:59.999999Z, 1969-12-31T23:59:59.999999Z, true",
    "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z, true",
  })
  void readsWhatRfc3339Allows(String text, Instant expected, boolean exact) {
    assertThat(parse(text)).isTrue();
    assertThat(time.micros()).isEqualTo(micros(expected));
    assertThat(time.isExact()).isEqualTo(exact);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "lunchtime",
        "2018-04-05",
        "2018-04-05 17:31:00Z",
        "2018-04-05T17:31Z",
        "2018-04-05T17:31:00",
        "2018-04-05T17:31:00.Z",
        "2018-04-05T17:31:00,5Z",
        "2018-04-05T17:31:00X",
        "2018-04-05T17:31:00ZZ",
        "2018-04-05T17:31:00+05",
        "2018-04-05T17:31:00+0500",
        "2018-04-05T17:31:00+24:00",
        "2018-04-05T17:31:00+01:60",
        "2018-13-05T17:31:00Z",
        "2018-00-05T17:31:00Z",
        "2018-02-29T17:31:00Z",
        "1900-02-29T17:31:00Z",
        "2018-04-31T17:31:00Z",
        "2018-04-05T24:00:00Z",
        "2018-04-05T17:60:00Z",
        "2018-04-05T17:31:60Z",
        "2016-12-30T23:59:60Z",
        "2016-12-31T23:59:60+01:00",
        "-018-04-05T17:31:00Z",
        "+12018-04-05T17:31:00Z",
        "9999-12-31T23:59:59-01:00",
        "0000-01-01T00:00:00+01:00",
        "２018-04-05T17:31:00Z",
      })
  void refusesAllElse(String text) {
    assertThat(parse(text)).isFalse();
  }

  private boolean parse(String text) {
    byte[] bytes = ("x" + text + "x").getBytes(UTF_8);
    return time.parse(bytes, 1, bytes.length - 2);
  }

  private static long micros(Instant instant) {
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
  }
}
