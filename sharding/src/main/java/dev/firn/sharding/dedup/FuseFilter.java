package dev.firn.sharding.dedup;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A binary fuse filter (Graf and Lemire, "Binary Fuse Filters: Fast and Smaller Than Xor Filters",
 * 2022) with fingerprints of 12 bits, of keys that are hashes already. A key is taken for a member
 * where the fingerprints at its three places add up to its own. Immutable.
 */
final class FuseFilter {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int FINGERPRINT = 0xfff;
  private static final int LONGEST_SEGMENT = 1 << 18;

  private final long seed;
  private final int segment;
  private final int segments;

  /** Two fingerprints in three bytes, and one byte more so that two can be read at the last. */
  private final byte[] fingerprints;

  private FuseFilter(long seed, int segment, int segments) {
    this.seed = seed;
    this.segment = segment;
    this.segments = segments;
    this.fingerprints = new byte[(slots() * 3 + 1) / 2 + 1];
  }

  private int slots() {
    return segments == 0 ? 0 : (segments + 2) * segment;
  }

  long heapBytes() {
    return fingerprints.length;
  }

  boolean mayContain(long key) {
    if (segments == 0) {
      return false;
    }
    long hash = hash(key);
    int sum = get(place(hash, 0)) ^ get(place(hash, 1)) ^ get(place(hash, 2));
    return sum == fingerprint(hash);
  }

  /** MurmurHash3's finalizer: another seed, other places. */
  private long hash(long key) {
    long h = key + seed;
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }

  private static int fingerprint(long hash) {
    return (int) (hash ^ (hash >>> 32)) & FINGERPRINT;
  }

  /** The three places of a key lie in three segments that follow each other. */
  private int place(long hash, int which) {
    int start = (int) Math.multiplyHigh(hash >>> 1, (long) segments * segment * 2);
    return switch (which) {
      case 0 -> start;
      case 1 -> (start + segment) ^ ((int) (hash >>> 18) & (segment - 1));
      default -> (start + 2 * segment) ^ ((int) hash & (segment - 1));
    };
  }

  private int get(int slot) {
    int two = (short) SHORT.get(fingerprints, (slot * 3) >> 1);
    return (two >> ((slot & 1) * 4)) & FINGERPRINT;
  }

  private void set(int slot, int fingerprint) {
    int at = (slot * 3) >> 1;
    int shift = (slot & 1) * 4;
    int others = (short) SHORT.get(fingerprints, at) & ~(FINGERPRINT << shift);
    SHORT.set(fingerprints, at, (short) (others | (fingerprint << shift)));
  }

  /** Makes filters, one after the other, in memory that is used again. Not thread-safe. */
  static final class Builder {
    private static final int MOST_ATTEMPTS = 100;

    /** For each place how many keys have it, and the exclusive or of their hashes. */
    private int[] counts = new int[0];

    private long[] hashes = new long[0];

    /** Places that only one key has left, and the keys in the order in which they were found. */
    private int[] alone = new int[0];

    private long[] foundHash = new long[0];
    private int[] foundPlace = new int[0];

    /**
     * @param keys the first {@code count} are the members; they are sorted here
     */
    FuseFilter build(long[] keys, int count) {
      int members = distinct(keys, count);
      if (members == 0) {
        return new FuseFilter(0, 0, 0);
      }
      int segment = segment(members);
      int slots = (int) Math.ceil(members * sizeFactor(members));
      int segments = Math.max(1, (slots + segment - 1) / segment - 2);
      for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
        FuseFilter filter = new FuseFilter(attempt * 0x9e3779b97f4a7c15L, segment, segments);
        if (filled(filter, keys, members)) {
          return filter;
        }
      }
      throw new IllegalStateException("No filter for " + members + " ids, which cannot be");
    }

    private static int distinct(long[] keys, int count) {
      Arrays.sort(keys, 0, count);
      int kept = 0;
      for (int i = 0; i < count; i++) {
        if (i == 0 || keys[i] != keys[i - 1]) {
          keys[kept++] = keys[i];
        }
      }
      return kept;
    }

    private static int segment(int members) {
      int power = (int) Math.floor(Math.log(members) / Math.log(3.33) + 2.25);
      return Math.min(1 << power, LONGEST_SEGMENT);
    }

    private static double sizeFactor(int members) {
      return Math.max(1.125, 0.875 + 0.25 * Math.log(1e6) / Math.log(Math.max(2, members)));
    }

    /** Whether every key found a place for itself; if not, another seed will do. */
    private boolean filled(FuseFilter filter, long[] keys, int members) {
      reset(filter.slots(), members);
      for (int i = 0; i < members; i++) {
        toggle(filter, filter.hash(keys[i]), 1);
      }
      int found = peel(filter);
      for (int i = found - 1; i >= 0; i--) {
        long hash = foundHash[i];
        int own = foundPlace[i];
        int others = 0;
        for (int which = 0; which < 3; which++) {
          int place = filter.place(hash, which);
          others ^= place == own ? 0 : filter.get(place);
        }
        filter.set(own, fingerprint(hash) ^ others);
      }
      return found == members;
    }

    private void toggle(FuseFilter filter, long hash, int change) {
      for (int which = 0; which < 3; which++) {
        int place = filter.place(hash, which);
        counts[place] += change;
        hashes[place] ^= hash;
      }
    }

    /** Takes keys out that have a place to themselves, until none has. */
    private int peel(FuseFilter filter) {
      int slots = filter.slots();
      int waiting = 0;
      for (int place = 0; place < slots; place++) {
        alone[waiting] = place;
        waiting += counts[place] == 1 ? 1 : 0;
      }
      int found = 0;
      while (waiting > 0) {
        int place = alone[--waiting];
        if (counts[place] != 1) {
          continue;
        }
        long hash = hashes[place];
        foundHash[found] = hash;
        foundPlace[found++] = place;
        toggle(filter, hash, -1);
        for (int which = 0; which < 3; which++) {
          int other = filter.place(hash, which);
          alone[waiting] = other;
          waiting += counts[other] == 1 ? 1 : 0;
        }
      }
      return found;
    }

    private void reset(int slots, int members) {
      if (counts.length < slots) {
        counts = new int[slots];
        hashes = new long[slots];
        alone = new int[slots + 3];
      } else {
        Arrays.fill(counts, 0, slots, 0);
        Arrays.fill(hashes, 0, slots, 0);
      }
      if (foundHash.length < members) {
        foundHash = new long[members];
        foundPlace = new int[members];
      }
    }
  }
}
