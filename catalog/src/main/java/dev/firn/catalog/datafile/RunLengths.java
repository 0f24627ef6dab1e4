package dev.firn.catalog.datafile;

/**
 * Parquet's RLE / bit-packing hybrid: runs of eight or more equal values are counted, the rest is
 * packed in groups of eight. Levels and dictionary indices are written with it.
 */
final class RunLengths {
  private static final int SHORTEST_RUN = 8;

  private RunLengths() {}

  /** The bits that hold every value up to this one. */
  static int bitWidth(int largest) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(largest);
  }

  /** One value, many times. */
  static void repeat(int value, int times, int bitWidth, Bytes out) {
    if (times == 0) {
      return;
    }
    out.putVarint(times << 1);
    for (int shift = 0; shift < bitWidth; shift += Byte.SIZE) {
      out.putByte(value >>> shift);
    }
  }

  static void encode(int[] values, int from, int to, int bitWidth, Bytes out) {
    int literals = from;
    int next = from;
    while (next < to) {
      int runEnd = next + 1;
      while (runEnd < to && values[runEnd] == values[next]) {
        runEnd++;
      }
      int aligned = next + (-(next - literals) & 7);
      if (runEnd - aligned >= SHORTEST_RUN) {
        pack(values, literals, aligned, bitWidth, out);
        repeat(values[next], runEnd - aligned, bitWidth, out);
        literals = runEnd;
      }
      next = runEnd;
    }
    pack(values, literals, to, bitWidth, out);
  }

  private static void pack(int[] values, int from, int to, int bitWidth, Bytes out) {
    if (from == to) {
      return;
    }
    int groups = (to - from + 7) >>> 3;
    out.putVarint(groups << 1 | 1);
    long pending = 0;
    int bits = 0;
    for (int i = from; i < from + groups * 8; i++) {
      long value = i < to ? values[i] : 0;
      pending |= value << bits;
      bits += bitWidth;
      while (bits >= Byte.SIZE) {
        out.putByte((int) pending);
        pending >>>= Byte.SIZE;
        bits -= Byte.SIZE;
      }
    }
  }
}
