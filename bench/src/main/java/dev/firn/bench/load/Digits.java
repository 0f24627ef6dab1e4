package dev.firn.bench.load;

/** Fixed-width numbers as ASCII, in the byte order that a buffer has. */
final class Digits {
  private static final int[] FOUR = new int[10_000];
  private static final int[] DOT_AND_THREE = new int[1_000];

  static {
    for (int i = 0; i < FOUR.length; i++) {
      FOUR[i] = ascii((char) ('0' + i / 1_000), i % 1_000);
    }
    for (int i = 0; i < DOT_AND_THREE.length; i++) {
      DOT_AND_THREE[i] = ascii('.', i);
    }
  }

  private Digits() {}

  private static int ascii(char first, int three) {
    return first << 24
        | ('0' + three / 100) << 16
        | ('0' + three / 10 % 10) << 8
        | ('0' + three % 10);
  }

  /** Four decimal digits. */
  static int four(int value) {
    return FOUR[value];
  }

  /** A dot and three decimal digits. */
  static int dotAndThree(int value) {
    return DOT_AND_THREE[value];
  }

  /** Eight hexadecimal digits, without a loop. */
  static long hex(int value) {
    long nibbles = value & 0xffff_ffffL;
    nibbles = (nibbles | nibbles << 16) & 0x0000_ffff_0000_ffffL;
    nibbles = (nibbles | nibbles << 8) & 0x00ff_00ff_00ff_00ffL;
    nibbles = (nibbles | nibbles << 4) & 0x0f0f_0f0f_0f0f_0f0fL;
    long isLetter = ((nibbles + 0x0606_0606_0606_0606L) >>> 4) & 0x0101_0101_0101_0101L;
    return nibbles + 0x3030_3030_3030_3030L + isLetter * ('a' - '0' - 10);
  }
}
