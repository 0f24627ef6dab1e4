package dev.firn.events.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The quick scanner against Jackson: it must never take what Jackson does not. */
class JsonScannerTest {
  private static final ObjectMapper JACKSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final List<String> SEEDS =
      List.of(
          "{\"a\":[1,-2.5e+10,0,0.1,true,false,null,\"x\\u00e4\\n\\\"\",{}],\"\":{\"b\":[]}}",
          "[ ]",
          "[[[]],{ } , \"\\ud83d\\ude00\" ]",
          " \"a longer text of more than eight bytes with \\\\ in it\" ",
          "-0.0e-0",
          "{\"k\" : \"v\",\r\n\t\"l\":12345678901234567890}");
  private static final byte[] ALPHABET =
      "{}[]\",:\\ u0123456789eE+-.truefalsn\n\t\0x".getBytes(UTF_8);

  @Test
  void findsTheEndOfValues() {
    for (String seed : SEEDS) {
      byte[] value = (seed.strip() + ",").getBytes(UTF_8);
      assertThat(new JsonScanner().scan(value, 0, value.length))
          .as(seed)
          .isEqualTo(value.length - 1);
    }
  }

  @Test
  void countsDepthAndLeavesVeryDeepValuesToTheParser() {
    JsonScanner scanner = new JsonScanner();
    byte[] deep = ("[".repeat(64) + "]".repeat(64)).getBytes(UTF_8);
    assertThat(scanner.scan(deep, 0, deep.length)).isEqualTo(128);
    assertThat(scanner.deepest()).isEqualTo(64);
    byte[] deeper = ("[".repeat(65) + "]".repeat(65)).getBytes(UTF_8);
    assertThat(scanner.scan(deeper, 0, deeper.length)).isEqualTo(JsonScanner.UNSURE);
  }

  @Test
  void takesNothingThatJacksonDoesNotTakeAndNearlyAllThatItDoes() throws IOException {
    Random random = new Random(7);
    JsonScanner scanner = new JsonScanner();
    int taken = 0;
    int left = 0;
    for (int i = 0; i < 60_000; i++) {
      byte[] value = mutated(SEEDS.get(random.nextInt(SEEDS.size())).strip(), random);
      boolean quick = scanner.scan(value, 0, value.length) == value.length;
      boolean right = jacksonTakes(value);
      if (quick) {
        assertThat(right).as(new String(value, UTF_8)).isTrue();
        taken++;
      } else if (right && !startsOrEndsWithSpace(value)) {
        left++;
      }
    }
    assertThat(taken).isGreaterThan(3_000);
    assertThat(left).isZero();
  }

  private static byte[] mutated(String seed, Random random) {
    byte[] value = seed.getBytes(UTF_8);
    for (int n = 1 + random.nextInt(2); n > 0; n--) {
      value[random.nextInt(value.length)] = ALPHABET[random.nextInt(ALPHABET.length)];
    }
    return value;
  }

  private static boolean startsOrEndsWithSpace(byte[] value) {
    return value[0] <= ' ' || value[value.length - 1] <= ' ';
  }

  private static boolean jacksonTakes(byte[] value) throws IOException {
    try {
      JACKSON.readTree(value, 0, value.length);
      return true;
    } catch (JsonProcessingException e) {
      return false;
    }
  }
}
