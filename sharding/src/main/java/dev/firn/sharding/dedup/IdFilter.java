package dev.firn.sharding.dedup;

/**
 * A split-block Bloom filter, as in the Parquet format, over ids that are hashes already: eight
 * words of 32 bits a block, one bit set in each. At 12 bits an id about one in 250 strangers looks
 * familiar; no member is ever missed.
 */
final class IdFilter {
  private static final int BITS_PER_ID = 12;
  private static final int WORDS_PER_BLOCK = 8;
  private static final int[] SALT = {
    0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31
  };

  private final int[] words;
  private final int blocks;

  IdFilter(int expectedIds) {
    blocks = (int) Math.max(1, ((long) expectedIds * BITS_PER_ID + 255) / 256);
    words = new int[Math.multiplyExact(blocks, WORDS_PER_BLOCK)];
  }

  long heapBytes() {
    return 4L * words.length;
  }

  void add(long idHigh, long idLow) {
    int base = block(idHigh);
    for (int i = 0; i < WORDS_PER_BLOCK; i++) {
      words[base + i] |= bit(idLow, i);
    }
  }

  boolean mayContain(long idHigh, long idLow) {
    int base = block(idHigh);
    for (int i = 0; i < WORDS_PER_BLOCK; i++) {
      if ((words[base + i] & bit(idLow, i)) == 0) {
        return false;
      }
    }
    return true;
  }

  private int block(long idHigh) {
    return (int) (((idHigh >>> 32) * blocks) >>> 32) * WORDS_PER_BLOCK;
  }

  private static int bit(long idLow, int word) {
    return 1 << (((int) idLow * SALT[word]) >>> 27);
  }
}
