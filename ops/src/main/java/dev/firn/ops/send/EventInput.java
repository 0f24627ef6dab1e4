package dev.firn.ops.send;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * Opens an input, compressed or not, and finds out which of the JSON forms it has: events a line,
 * an array, {@code {"events":[…]}}, or events written over several lines.
 */
final class EventInput implements Closeable {
  private static final int MAGIC_LENGTH = 4;

  private final InputStream in;
  private final EventReader events;

  private EventInput(InputStream in, EventReader events) {
    this.in = in;
    this.events = events;
  }

  static EventInput open(String file, InputStream raw) throws IOException {
    InputStream plain = decompressed(raw);
    return new EventInput(plain, reader(file, plain));
  }

  EventReader events() {
    return events;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private static InputStream decompressed(InputStream raw) throws IOException {
    BufferedInputStream in = new BufferedInputStream(raw, 1 << 16);
    in.mark(MAGIC_LENGTH);
    byte[] magic = in.readNBytes(MAGIC_LENGTH);
    in.reset();
    if (startsWith(magic, 0x1f, 0x8b)) {
      return new GZIPInputStream(in, 1 << 16);
    }
    return startsWith(magic, 0x28, 0xb5, 0x2f, 0xfd) ? new ZstdInputStream(in) : in;
  }

  private static boolean startsWith(byte[] bytes, int... expected) {
    boolean equal = bytes.length >= expected.length;
    for (int i = 0; equal && i < expected.length; i++) {
      equal = (bytes[i] & 0xff) == expected[i];
    }
    return equal;
  }

  private static EventReader reader(String file, InputStream in) throws IOException {
    Beginning beginning = Beginning.read(in);
    InputStream events = beginning.replayed(in);
    return beginning.isLines()
        ? new LineEvents(file, events)
        : new DocumentEvents(file, events, 1 + beginning.linesBefore());
  }
}
