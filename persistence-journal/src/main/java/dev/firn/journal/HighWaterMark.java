package dev.firn.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * RocksDB's sequence number up to which writes were synced and acknowledged, in a file beside the
 * database. A torn, never acknowledged tail of the write-ahead log is legitimate after a crash and
 * RocksDB drops it; whether it dropped more than that, only this mark can tell. It is written after
 * each sync and so is never ahead of the log; it survives kill -9 exactly, a power cut up to its
 * last {@link #force}. Two slots are written in turn, so one is always whole. Two more slots hold
 * how far RocksDB's {@link Manifest} went.
 */
final class HighWaterMark implements AutoCloseable {

  private static final int SLOT = 64;
  private static final byte[] NO_KEY = {};
  private static final Comparator<Manifest> COMPARING =
      Comparator.comparingLong(Manifest::number).thenComparingLong(Manifest::bytes);

  private static final long MANIFESTS = 2L * SLOT;

  private final FileChannel file;
  private int turn;
  private int manifestTurn;

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

  /** The newest that was noted; none in a mark of an earlier version. */
  Optional<Manifest> readManifest() throws IOException {
    Manifest newest = null;
    for (int slot = 0; slot < 2; slot++) {
      byte[] noted = new byte[3 * Long.BYTES + Integer.BYTES];
      int read = file.read(ByteBuffer.wrap(noted), MANIFESTS + (long) slot * SLOT);
      if (read == noted.length) {
        newest = newer(newest, noted);
      }
    }
    return Optional.ofNullable(newest);
  }

  private static @Nullable Manifest newer(@Nullable Manifest known, byte[] noted) {
    try {
      long[] values = Keys.readCheckedLongs(NO_KEY, noted, 3, "slot of the mark");
      Manifest found = new Manifest(values[0], values[1], values[2]);
      return known == null || COMPARING.compare(known, found) < 0 ? found : known;
    } catch (JournalCorruptedException e) {
      return known; // torn, or never written: the other slot counts
    }
  }

  /** Of one thread. */
  void writeManifest(Manifest manifest) throws IOException {
    manifestTurn ^= 1;
    byte[] slot = Keys.checkedLongs(NO_KEY, manifest.number(), manifest.bytes(), manifest.crc());
    file.write(ByteBuffer.wrap(slot), MANIFESTS + (long) manifestTurn * SLOT);
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
