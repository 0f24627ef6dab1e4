package dev.firn.bench.load;

import java.nio.ByteBuffer;

/**
 * What every made-up event carries as its session: a digest of all the rest of it. So whoever reads
 * a table can tell whether a row is what was sent, and nobody has to remember nine million events.
 */
final class EventDigest {
  /** What the digest is made with in its own place. */
  static final String PLACEHOLDER = "0".repeat(16);

  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private EventDigest() {}

  /** Of an event whose digest is the placeholder yet. */
  static long of(ByteBuffer text, int from, int to) {
    long digest = (long) to - from;
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      digest = mix(digest, text.getLong(at));
    }
    for (; at < to; at++) {
      digest = mix(digest, text.get(at));
    }
    return Mixer.scatter(digest);
  }

  private static long mix(long digest, long word) {
    return Long.rotateLeft((digest ^ word) * FACTOR, 29);
  }
}
