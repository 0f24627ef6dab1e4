package dev.firn.bench.load;

/** Cheap randomness of one thread (xorshift*), and a bijection that makes counters look random. */
final class Mixer {
  private long state;

  Mixer(long seed) {
    state = scatter(seed) | 1;
  }

  long next() {
    state ^= state >>> 12;
    state ^= state << 25;
    state ^= state >>> 27;
    return state * 0x2545F4914F6CDD1DL;
  }

  /** Below the bound, which is at most 2^31. */
  int below(int bound) {
    return (int) (((next() >>> 33) * bound) >>> 31);
  }

  /** SplitMix64's finalizer: no two inputs share an output. */
  static long scatter(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
