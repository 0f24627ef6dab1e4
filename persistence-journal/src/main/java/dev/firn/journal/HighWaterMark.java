package dev.firn.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/**
 * RocksDB's sequence number up to which writes were synced and acknowledged, in a file beside the
 * database. A torn, never acknowledged tail of the write-ahead log is legitimate after a crash and
 * RocksDB drops it; whether it dropped more than that, only this mark can tell. It is written after
 * each sync and so is never ahead of the log; it survives kill -9 exactly, a power cut up to its
 * last {@link #force}. Two slots are written in turn, so one is always whole.
 */
final class HighWaterMark implements AutoCloseable {

  private static final int SLOT = 64;
  private static final byte[] NO_KEY = {};

  private final FileChannel file;
  private int turn;

  private HighWaterMark(FileChannel file) {
    this.file = file;
  }

  static HighWaterMark open(Path path) {
    try {
      boolean isNew = !Files.exists(path);
      HighWaterMark mark =
          new HighWaterMark(
              FileChannel.open(
                  path,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE));
      if (isNew) {
        mark.file.write(ByteBuffer.allocate(2 * SLOT), 0);
      }
      return mark;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot open the journal's mark " + path, e);
    }
  }

  /** The newest whole slot; empty when there is none. */
  OptionalLong read() throws IOException {
    OptionalLong newest = OptionalLong.empty();
    for (int slot = 0; slot < 2; slot++) {
      ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES + Integer.BYTES);
      int read = file.read(buffer, (long) slot * SLOT);
      if (read == buffer.capacity() && isWhole(buffer)) {
        newest = OptionalLong.of(Math.max(newest.orElse(0), buffer.getLong(0)));
      }
    }
    return newest;
  }

  void write(long sequenceNumber) throws IOException {
    turn ^= 1;
    file.write(ByteBuffer.wrap(Keys.checkedLongs(NO_KEY, sequenceNumber)), (long) turn * SLOT);
  }

  void force() throws IOException {
    file.force(false);
  }

  private static boolean isWhole(ByteBuffer buffer) {
    return ByteBuffer.wrap(Keys.checkedLongs(NO_KEY, buffer.getLong(0))).getInt(Long.BYTES)
        == buffer.getInt(Long.BYTES);
  }

  @Override
  public void close() throws IOException {
    file.force(false);
    file.close();
  }
}
