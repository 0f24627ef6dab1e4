package dev.firn.catalog.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.iceberg.io.RangeReadable;
import org.apache.iceberg.io.SeekableInputStream;

/** Reads a local file from anywhere. */
final class LocalInputStream extends SeekableInputStream implements RangeReadable {
  /** Read at once: a thread keeps as much native memory as it once read into the heap. */
  private static final int PART = 64 << 10;

  private final FileChannel channel;

  LocalInputStream(Path path) throws IOException {
    channel = FileChannel.open(path, StandardOpenOption.READ);
  }

  @Override
  public long getPos() throws IOException {
    return channel.position();
  }

  @Override
  public void seek(long position) throws IOException {
    channel.position(position);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int start, int length) throws IOException {
    return length == 0 ? 0 : channel.read(ByteBuffer.wrap(bytes, start, Math.min(PART, length)));
  }

  @Override
  public void readFully(long position, byte[] bytes, int start, int length) throws IOException {
    int done = 0;
    while (done < length) {
      ByteBuffer part = ByteBuffer.wrap(bytes, start + done, Math.min(PART, length - done));
      int count = channel.read(part, position + done);
      if (count < 0) {
        throw new EOFException("The file ends before " + (position + length));
      }
      done += count;
    }
  }

  @Override
  public int readTail(byte[] bytes, int start, int length) throws IOException {
    long size = channel.size();
    int count = (int) Math.min(length, size);
    readFully(size - count, bytes, start, count);
    return count;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
