package dev.firn.ops.send;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * JSON that runs over lines: objects behind one another, and the elements of an array. The input
 * stands at the first object, or behind the array's bracket.
 */
final class DocumentEvents implements EventReader {
  private final String file;
  private final InputStream in;
  private long line;
  private boolean atEnd;

  DocumentEvents(String file, InputStream in, long firstLine) {
    this.file = file;
    this.in = new BufferedInputStream(in, 1 << 16);
    this.line = firstLine;
  }

  @Override
  public @Nullable RawEvent next() throws IOException {
    if (atEnd) {
      return null;
    }
    int first = nextSignificant();
    while (first == ',') {
      first = nextSignificant();
    }
    if (first < 0 || first == ']') {
      // Behind an array's end stand at most the brackets of the object around it.
      atEnd = true;
      return null;
    }
    return first == '{' ? object() : stray(first);
  }

  private RawEvent object() throws IOException {
    long firstLine = line;
    ByteArrayOutputStream text = new ByteArrayOutputStream(512);
    JsonNesting nesting = new JsonNesting();
    int b = '{';
    while (b >= 0) {
      nesting.accept(b);
      if (text.size() <= LARGEST_EVENT) {
        text.write(b);
      }
      if (nesting.isClosed()) {
        break;
      }
      b = read();
    }
    if (text.size() > LARGEST_EVENT) {
      byte[] beginning = Arrays.copyOf(text.toByteArray(), KEPT_OF_OVERLONG);
      return EventReader.overlong(file, firstLine, beginning);
    }
    return RawEvent.of(file, firstLine, text.toByteArray());
  }

  /** An array's element that is no object, up to the next comma or the array's end. */
  private RawEvent stray(int first) throws IOException {
    long firstLine = line;
    ByteArrayOutputStream text = new ByteArrayOutputStream(64);
    JsonNesting nesting = new JsonNesting();
    int b = first;
    while (b >= 0 && !(nesting.isClosed() && (b == ',' || b == ']'))) {
      nesting.accept(b);
      if (text.size() < KEPT_OF_OVERLONG) {
        text.write(b);
      }
      b = read();
    }
    atEnd = b < 0 || b == ']';
    return new RawEvent(file, firstLine, text.toByteArray(), "expected a JSON object");
  }

  private int nextSignificant() throws IOException {
    int b = read();
    while (b == ' ' || b == '\t' || b == '\r' || b == '\n') {
      b = read();
    }
    return b;
  }

  private int read() throws IOException {
    int b = in.read();
    if (b == '\n') {
      line++;
    }
    return b;
  }
}
