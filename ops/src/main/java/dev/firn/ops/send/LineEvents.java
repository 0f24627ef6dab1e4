package dev.firn.ops.send;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** NDJSON: an event a line; blank lines do not count. */
final class LineEvents implements EventReader {
  private final String file;
  private final InputStream in;
  private byte[] buffer = new byte[1 << 16];
  private int start;
  private int end;
  private long line;

  LineEvents(String file, InputStream in) {
    this.file = file;
    this.in = in;
  }

  @Override
  public @Nullable RawEvent next() throws IOException {
    while (true) {
      int newline = findNewline();
      if (newline < 0 && end - start > LARGEST_EVENT) {
        return skipOverlong();
      }
      if (newline < 0 && start == end) {
        return null;
      }
      int stop = newline < 0 ? end : newline;
      byte[] text = trimmed(start, stop);
      start = Math.min(stop + 1, end);
      line++;
      if (text.length > 0) {
        return RawEvent.of(file, line, text);
      }
    }
  }

  /** The next newline's place, -1 at the end of the input or where the line is overlong. */
  private int findNewline() throws IOException {
    int scanned = start;
    while (true) {
      for (int i = scanned; i < end; i++) {
        if (buffer[i] == '\n') {
          return i;
        }
      }
      int unscanned = end - start;
      if (unscanned > LARGEST_EVENT || !fill()) {
        return -1;
      }
      scanned = start + unscanned;
    }
  }

  private boolean fill() throws IOException {
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      end -= start;
      start = 0;
    }
    if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int read = in.read(buffer, end, buffer.length - end);
    if (read < 0) {
      return false;
    }
    end += read;
    return true;
  }

  private RawEvent skipOverlong() throws IOException {
    byte[] beginning = Arrays.copyOfRange(buffer, start, start + KEPT_OF_OVERLONG);
    line++;
    int newline = -1;
    boolean more = true;
    while (newline < 0 && more) {
      start = end;
      more = fill();
      newline = firstNewlineInBuffer();
    }
    start = newline < 0 ? end : newline + 1;
    return EventReader.overlong(file, line, beginning);
  }

  private int firstNewlineInBuffer() {
    for (int i = start; i < end; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private byte[] trimmed(int from, int to) {
    int first = from;
    int last = to;
    while (first < last && isSpace(buffer[first])) {
      first++;
    }
    while (last > first && isSpace(buffer[last - 1])) {
      last--;
    }
    return Arrays.copyOfRange(buffer, first, last);
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r';
  }
}
