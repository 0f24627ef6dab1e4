package dev.firn.ops.send;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first bytes of an input, just as many as tell which JSON form it has. A first line that is no
 * whole object counts as a broken event if no line can end there or if the next one starts an
 * object; else the input is a document that runs over lines.
 */
final class Beginning {
  private static final int MOST = 1 << 20;
  private static final Pattern ARRAY =
      Pattern.compile("(?:\u00ef\u00bb\u00bf)?\\s*(?:\\{\\s*\"events\"\\s*:\\s*)?\\[");

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
  private final JsonNesting nesting = new JsonNesting();
  private boolean visibleSeen;
  private boolean lineEnded;
  private boolean isLines;
  private int firstEvent;

  private Beginning() {}

  static Beginning read(InputStream in) throws IOException {
    Beginning beginning = new Beginning();
    boolean known = false;
    while (!known && beginning.bytes.size() < MOST) {
      int b = in.read();
      known = b < 0 || beginning.tellsFormWith(b);
    }
    beginning.isLines |= beginning.nesting.isClosed() && beginning.firstEvent == 0;
    if (beginning.firstEvent == 0) {
      beginning.firstEvent = beginning.byteOrderMark();
    }
    return beginning;
  }

  private boolean tellsFormWith(int b) {
    bytes.write(b);
    nesting.accept(b);
    if (b == '[' && firstEvent == 0 && array().lookingAt()) {
      firstEvent = bytes.size();
      return true;
    }
    boolean visible = b > ' ';
    if (visible && lineEnded) {
      return tellsFormAtNextLine(b);
    }
    visibleSeen |= visible;
    lineEnded |= visibleSeen && b == '\n';
    isLines = lineEnded && (nesting.isClosed() || nesting.isInString());
    return isLines;
  }

  private boolean tellsFormAtNextLine(int b) {
    isLines = b == '{';
    Matcher array = array();
    boolean mayBecomeArray = !array.lookingAt() && array.hitEnd();
    return isLines || !mayBecomeArray;
  }

  private Matcher array() {
    return ARRAY.matcher(bytes.toString(ISO_8859_1));
  }

  private int byteOrderMark() {
    return bytes.toString(ISO_8859_1).startsWith("\u00ef\u00bb\u00bf") ? 3 : 0;
  }

  /** Whether each line is an event. */
  boolean isLines() {
    return isLines;
  }

  /** Lines before the first event: an array's events start behind its bracket. */
  int linesBefore() {
    int lines = 0;
    byte[] read = bytes.toByteArray();
    for (int i = 0; i < firstEvent; i++) {
      lines += read[i] == '\n' ? 1 : 0;
    }
    return lines;
  }

  /** The input from the first event on: what was looked at is put back. */
  InputStream replayed(InputStream rest) {
    byte[] read = bytes.toByteArray();
    return new SequenceInputStream(
        new ByteArrayInputStream(read, firstEvent, read.length - firstEvent), rest);
  }
}
