package dev.firn.events.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.json.UTF8StreamJsonParser;
import com.fasterxml.jackson.core.sym.ByteQuadsCanonicalizer;
import dev.firn.events.ByteWriter;
import java.io.IOException;

/**
 * Jackson's streaming parser with what a copy-free reader needs beside tokens: where in the array a
 * token begins and ends, and a quick way over values that nobody looks into. The array must be
 * valid UTF-8, see {@link Utf8}.
 */
final class JsonCursor extends UTF8StreamJsonParser {
  private final JsonScanner scanner = new JsonScanner();

  JsonCursor(IOContext context, ByteQuadsCanonicalizer names, byte[] bytes, int from, int to) {
    super(
        context,
        JsonParser.Feature.collectDefaults(),
        null,
        null,
        names,
        bytes,
        from,
        to,
        0,
        false);
  }

  /** Goes on at another place of the array; only right after a complete value at the root. */
  void moveTo(int from, int to) {
    _inputPtr = from;
    _inputEnd = to;
  }

  /** Where the current value begins. */
  int tokenStart() {
    return (int) (_tokenInputTotal - 1 - _currInputProcessed);
  }

  /** Right behind what has been read. */
  int position() {
    return _inputPtr;
  }

  byte[] body() {
    return _inputBuffer;
  }

  /**
   * Points {@code target} at the text of the current string: into the body, or where there are
   * escapes, into {@code scratch}.
   *
   * @return false where the string is no text, see {@link JsonStrings#unescape}
   */
  boolean readString(Slice target, ByteWriter scratch) throws IOException {
    int start = tokenStart() + 1;
    int end = JsonStrings.plainEnd(_inputBuffer, start, _inputEnd);
    if (end < _inputEnd && _inputBuffer[end] == '"') {
      goBehind(end + 1);
      target.set(_inputBuffer, start, end - start);
      return true;
    }
    skipValue();
    int mark = scratch.length();
    boolean text = JsonStrings.unescape(_inputBuffer, start, _inputPtr - 1, scratch);
    target.set(scratch.array(), mark, scratch.length() - mark);
    return text;
  }

  /**
   * Reads to the end of the current value, validating it.
   *
   * @return how deep it is nested: 0 for a scalar
   */
  int skipValue() throws IOException {
    boolean container = _currToken.isStructStart();
    if (!container && !_tokenIncomplete) {
      return 0;
    }
    int end = scanner.scan(_inputBuffer, tokenStart(), _inputEnd);
    if (end == JsonScanner.UNSURE) {
      return parseValue();
    }
    goBehind(end);
    if (container) {
      _parsingContext = _parsingContext.getParent();
      _currToken =
          _currToken == JsonToken.START_OBJECT ? JsonToken.END_OBJECT : JsonToken.END_ARRAY;
    }
    return scanner.deepest();
  }

  private void goBehind(int end) {
    _tokenIncomplete = false;
    _inputPtr = end;
  }

  /** The slow way, for what is malformed or very deep: token by token. */
  private int parseValue() throws IOException {
    if (_tokenIncomplete) {
      _skipString();
      return 0;
    }
    int depth = 1;
    int deepest = 1;
    while (depth > 0) {
      JsonToken token = nextToken();
      if (token.isStructStart()) {
        depth++;
        deepest = Math.max(deepest, depth);
      } else if (token.isStructEnd()) {
        depth--;
      }
    }
    return deepest;
  }
}
