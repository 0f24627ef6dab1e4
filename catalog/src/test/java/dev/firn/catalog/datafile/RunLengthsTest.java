package dev.firn.catalog.datafile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridDecoder;
import org.junit.jupiter.api.Test;

class RunLengthsTest {
  @Test
  void parquetReadsEveryMixtureOfRuns() throws IOException {
    Random random = new Random(4);
    for (int round = 0; round < 2000; round++) {
      int largest = 1 + random.nextInt(1 << (1 + random.nextInt(19)));
      int[] values = new int[1 + random.nextInt(200)];
      int at = 0;
      while (at < values.length) {
        int value = random.nextInt(largest + 1);
        int run = random.nextBoolean() ? 1 + random.nextInt(20) : 1;
        for (int i = 0; i < run && at < values.length; i++) {
          values[at++] = value;
        }
      }
      int bitWidth = RunLengths.bitWidth(largest);
      Bytes out = new Bytes(16);
      RunLengths.encode(values, 0, values.length, bitWidth, out);
      assertThat(decode(out, values.length, bitWidth)).isEqualTo(values);
    }
  }

  @Test
  void oneRunIsAFewBytes() throws IOException {
    Bytes out = new Bytes(16);
    RunLengths.repeat(1, 10_000, 1, out);
    assertThat(out.length()).isEqualTo(4);
    assertThat(decode(out, 10_000, 1)).containsOnly(1);
  }

  private static int[] decode(Bytes bytes, int count, int bitWidth) throws IOException {
    RunLengthBitPackingHybridDecoder decoder =
        new RunLengthBitPackingHybridDecoder(
            bitWidth, new ByteArrayInputStream(bytes.array(), 0, bytes.length()));
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = decoder.readInt();
    }
    return values;
  }
}
