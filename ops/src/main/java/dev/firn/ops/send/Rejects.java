package dev.firn.ops.send;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Events that were not taken: the first ones are remembered with their reasons, all are written.
 */
final class Rejects implements Closeable {
  private static final int REMEMBERED = 10;

  private final Tally tally;
  private final OutputStream out;
  private final List<Reject> first = new ArrayList<>();

  private Rejects(Tally tally, OutputStream out) {
    this.tally = tally;
    this.out = out;
  }

  static Rejects open(Tally tally, Optional<Path> file) throws IOException {
    OutputStream out =
        file.isPresent()
            ? new BufferedOutputStream(Files.newOutputStream(file.get()))
            : OutputStream.nullOutputStream();
    return new Rejects(tally, out);
  }

  synchronized void add(RawEvent event, String reason, String detail) throws IOException {
    tally.rejected.increment();
    if (first.size() < REMEMBERED) {
      first.add(new Reject(event.file(), event.line(), reason, detail));
    }
    out.write(onOneLine(event.text()));
    out.write('\n');
  }

  /** Outside of strings a line break may be a space; inside of them none can stand. */
  private static byte[] onOneLine(byte[] text) {
    byte[] line = text.clone();
    for (int i = 0; i < line.length; i++) {
      if (line[i] == '\n' || line[i] == '\r') {
        line[i] = ' ';
      }
    }
    return line;
  }

  synchronized List<Reject> first() {
    return List.copyOf(first);
  }

  @Override
  public synchronized void close() throws IOException {
    out.close();
  }

  /** Where a rejected event stands and why it was not taken. */
  record Reject(String file, long line, String reason, String detail) {
    @Override
    public String toString() {
      return file + ":" + line + ": " + reason + (detail.isEmpty() ? "" : " — " + detail);
    }
  }
}
