package dev.firn.catalog.upkeep;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A set of locations of which it is known for certain what is not in it, in a fixed amount of
 * memory (Bloom 1970; two hashes make all others, Kirsch and Mitzenmacher 2006). What it takes for
 * one of its own by mistake is another with another salt.
 */
final class LocationFilter {
  private static final int BITS_PER_LOCATION = 16;
  private static final int HASHES = 7;
  private static final long LEAST_BITS = 1 << 16;
  private static final long MOST_BITS = 1L << 28;

  private final long[] words;
  private final byte[] salt;

  /**
   * @param expected locations; with many more it takes more for its own, until it takes all
   */
  LocationFilter(long expected, String salt) {
    long bits = Math.max(LEAST_BITS, Math.min(MOST_BITS, expected * BITS_PER_LOCATION));
    this.words = new long[Math.toIntExact(bits >>> 6)];
    this.salt = salt.getBytes(UTF_8);
  }

  void add(String location) {
    ByteBuffer hash = hash(location);
    for (int i = 0; i < HASHES; i++) {
      long bit = bit(hash, i);
      words[(int) (bit >>> 6)] |= 1L << bit;
    }
  }

  boolean mayContain(String location) {
    ByteBuffer hash = hash(location);
    for (int i = 0; i < HASHES; i++) {
      long bit = bit(hash, i);
      if ((words[(int) (bit >>> 6)] & (1L << bit)) == 0) {
        return false;
      }
    }
    return true;
  }

  private long bit(ByteBuffer hash, int number) {
    return Long.remainderUnsigned(hash.getLong(0) + number * hash.getLong(8), words.length * 64L);
  }

  private ByteBuffer hash(String location) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(salt);
      return ByteBuffer.wrap(digest.digest(location.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
