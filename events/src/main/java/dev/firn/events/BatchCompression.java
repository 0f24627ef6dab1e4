package dev.firn.events;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;

/**
 * Zstd contexts and a scratch buffer for each thread: making them anew costs more than the work.
 */
final class BatchCompression {
  private static final int LARGEST_KEPT_SCRATCH = 4 << 20;
  private static final ThreadLocal<Contexts> CONTEXTS = ThreadLocal.withInitial(Contexts::new);
  private static final ThreadLocal<byte[]> SCRATCH = ThreadLocal.withInitial(() -> new byte[0]);
  private static final ThreadLocal<ByteWriter> BODY =
      ThreadLocal.withInitial(() -> new ByteWriter(64 << 10));

  private static final class Contexts {
    private final ZstdCompressCtx compress = NativeMemory.ownedBy(this, new ZstdCompressCtx());
    private final ZstdDecompressCtx decompress =
        NativeMemory.ownedBy(this, new ZstdDecompressCtx());
  }

  private BatchCompression() {}

  /** An empty writer that its thread may use until it asks for one again. */
  static ByteWriter body() {
    ByteWriter kept = BODY.get();
    if (kept.array().length > LARGEST_KEPT_SCRATCH) {
      kept = new ByteWriter(64 << 10);
      BODY.set(kept);
    }
    kept.truncate(0);
    return kept;
  }

  static byte[] scratch(int size) {
    byte[] kept = SCRATCH.get();
    if (kept.length >= size) {
      return kept;
    }
    byte[] larger = new byte[size];
    if (size <= LARGEST_KEPT_SCRATCH) {
      SCRATCH.set(larger);
    }
    return larger;
  }

  static int compress(byte[] target, byte[] source, int length, int level) {
    ZstdCompressCtx context = CONTEXTS.get().compress;
    context.setLevel(level);
    return context.compressByteArray(target, 0, target.length, source, 0, length);
  }

  static byte[] decompress(byte[] source, int offset, int length, int expected) {
    byte[] opened = new byte[expected];
    ZstdDecompressCtx context = CONTEXTS.get().decompress;
    int size = context.decompressByteArray(opened, 0, expected, source, offset, length);
    if (size != expected) {
      throw new IllegalArgumentException(
          "A body of " + size + " bytes where " + expected + " were expected");
    }
    return opened;
  }
}
