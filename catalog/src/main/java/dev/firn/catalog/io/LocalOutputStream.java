package dev.firn.catalog.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.apache.iceberg.io.PositionOutputStream;

/**
 * A file that counts as written only when closing it has returned: its bytes and its folder entry
 * are synced by then. Where it may replace another, it does so by a rename at the end.
 */
final class LocalOutputStream extends PositionOutputStream {
  private static final int BUFFER = 64 << 10;

  private final Path target;
  private final Path written;
  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
  private long position;
  private boolean closed;

  private LocalOutputStream(Path target, Path written) throws IOException {
    this.target = target;
    this.written = written;
    this.channel =
        FileChannel.open(written, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /**
   * @throws java.nio.file.FileAlreadyExistsException when there is such a file
   */
  static LocalOutputStream create(Path target) throws IOException {
    Durable.createFolderOf(target.toAbsolutePath());
    return new LocalOutputStream(target, target);
  }

  static LocalOutputStream replace(Path target, String suffix) throws IOException {
    Durable.createFolderOf(target.toAbsolutePath());
    return new LocalOutputStream(
        target, target.resolveSibling("." + target.getFileName() + "." + suffix));
  }

  @Override
  public long getPos() {
    return position;
  }

  @Override
  public void write(int b) throws IOException {
    if (!buffer.hasRemaining()) {
      drain();
    }
    buffer.put((byte) b);
    position++;
  }

  @Override
  public void write(byte[] bytes, int start, int length) throws IOException {
    if (length > buffer.remaining()) {
      drain();
    }
    if (length > BUFFER) {
      writeInParts(bytes, start, length);
    } else {
      buffer.put(bytes, start, length);
    }
    position += length;
  }

  @Override
  public void flush() throws IOException {
    drain();
  }

  private void drain() throws IOException {
    buffer.flip();
    writeFully(buffer);
    buffer.clear();
  }

  /** For what it writes from the heap, a thread keeps as much native memory as it wrote at once. */
  private void writeInParts(byte[] bytes, int start, int length) throws IOException {
    for (int part = 0; part < length; part += BUFFER) {
      writeFully(ByteBuffer.wrap(bytes, start + part, Math.min(BUFFER, length - part)));
    }
  }

  private void writeFully(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (channel) {
      drain();
      channel.force(true);
    }
    if (!written.equals(target)) {
      Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
    }
    Durable.syncEntry(target.toAbsolutePath());
  }
}
