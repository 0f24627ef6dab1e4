package dev.firn.ops.send;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * A file to send, or standard input.
 *
 * @param name as the user gave it
 * @param size in bytes as stored, where it is known
 */
record Input(String name, OptionalLong size, Source source) {

  /** Opens the bytes as stored. */
  interface Source {
    InputStream open() throws IOException;
  }

  static Input stdin(InputStream in) {
    return new Input("-", OptionalLong.empty(), () -> in);
  }

  static Input file(Path path) {
    try {
      OptionalLong size =
          Files.isRegularFile(path) ? OptionalLong.of(Files.size(path)) : OptionalLong.empty();
      return new Input(path.toString(), size, () -> Files.newInputStream(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  InputStream open(Tally tally) throws IOException {
    return new FilterInputStream(source.open()) {
      @Override
      public int read() throws IOException {
        int b = super.read();
        tally.inputBytes.add(b < 0 ? 0 : 1);
        return b;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = super.read(buffer, offset, length);
        tally.inputBytes.add(Math.max(n, 0));
        return n;
      }
    };
  }
}
