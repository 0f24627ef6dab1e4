package dev.firn.events.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import dev.firn.events.decode.UnreadableRequestException.Category;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BodyDecompressionTest {
  private final BodyDecompression decompression = new BodyDecompression(IngestLimits.DEFAULT);

  @AfterEach
  void close() {
    decompression.close();
  }

  @Test
  void opensWhatItIsGivenAgainAndAgain() throws Exception {
    for (int size : new int[] {0, 1, 1_000, 3 << 20, 200_000, 0, 10}) {
      byte[] body = noise(size);
      assertOpens("gzip", gzip(body), body);
      assertOpens("X-GZip", gzip(body), body);
      assertOpens("zstd", Zstd.compress(body), body);
      assertOpens("zstd", zstdStream(body), body);
      assertOpens(null, body, body);
      assertOpens("identity", body, body);
    }
  }

  @Test
  void severalMembersOrFramesAreOneBody() throws Exception {
    byte[] first = noise(5_000);
    byte[] second = noise(70_000);
    byte[] both = join(first, second);
    assertOpens("gzip", join(gzip(first), gzip(new byte[0]), gzip(second)), both);
    assertOpens("zstd", join(zstdStream(first), Zstd.compress(second)), both);
  }

  @Test
  void headersOfGzipMayCarryNamesAndExtras() throws Exception {
    byte[] body = "text".getBytes(UTF_8);
    byte[] plain = gzip(body);
    byte[] header = Arrays.copyOf(plain, 10);
    header[3] = 2 | 4 | 8 | 16;
    byte[] extras = {3, 0, 'a', 'b', 'c', 'n', 0, 'c', 'o', 0, 0, 0};
    assertOpens("gzip", join(header, extras, Arrays.copyOfRange(plain, 10, plain.length)), body);
  }

  @Test
  void aBombIsStoppedAtItsRatio() throws Exception {
    byte[] zeros = new byte[10 << 20];
    assertFails("gzip", gzip(zeros), Category.TOO_LARGE);
    assertFails("zstd", Zstd.compress(zeros), Category.TOO_LARGE);
    byte[] small = new byte[64 << 10];
    assertOpens("zstd", Zstd.compress(small), small);
  }

  @Test
  void theLimitIsExact() throws Exception {
    int limit = IngestLimits.DEFAULT.decodedBytes();
    byte[] fits = noise(limit);
    assertOpens("zstd", Zstd.compress(fits), fits);
    assertOpens("gzip", gzip(fits), fits);
    byte[] over = noise(limit + 1);
    assertFails("zstd", Zstd.compress(over), Category.TOO_LARGE);
    assertFails("gzip", gzip(over), Category.TOO_LARGE);
    assertFails(null, over, Category.TOO_LARGE);
  }

  @Test
  void whatIsCutOrDamagedIsUnreadable() throws Exception {
    byte[] body = noise(20_000);
    for (String coding : new String[] {"gzip", "zstd"}) {
      byte[] whole = coding.equals("gzip") ? gzip(body) : Zstd.compress(body, 1);
      for (int cut = 0; cut < whole.length; cut += cut < 40 ? 1 : 997) {
        assertFails(coding, Arrays.copyOf(whole, cut), Category.UNREADABLE);
      }
      assertFails(coding, join(whole, new byte[] {1, 2, 3}), Category.UNREADABLE);
      assertFails(coding, body, Category.UNREADABLE);
      assertOpens(coding, whole, body);
    }
    byte[] wrongSum = gzip(body);
    wrongSum[wrongSum.length - 8] ^= 1;
    assertFails("gzip", wrongSum, Category.UNREADABLE);
  }

  @Test
  void aCodingThatIsNotSpokenIsUnsupported() {
    for (String coding : new String[] {"br", "deflate", "gzip, zstd"}) {
      assertFails(coding, new byte[] {1}, Category.UNSUPPORTED);
    }
  }

  private void assertOpens(@Nullable String coding, byte[] wire, byte[] body) throws Exception {
    int length = decompression.decode(coding, Arrays.copyOf(wire, wire.length + 7), wire.length);
    assertThat(Arrays.copyOf(decompression.bytes(), length)).isEqualTo(body);
  }

  private void assertFails(@Nullable String coding, byte[] wire, Category category) {
    assertThatThrownBy(() -> decompression.decode(coding, wire, wire.length))
        .isInstanceOfSatisfying(
            UnreadableRequestException.class, e -> assertThat(e.category()).isEqualTo(category));
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static byte[] gzip(byte[] body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(body);
    }
    return bytes.toByteArray();
  }

  /** As a streaming client sends it: without its size in the frame. */
  private static byte[] zstdStream(byte[] body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new ZstdOutputStream(bytes)) {
      out.write(body);
    }
    return bytes.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }
}
