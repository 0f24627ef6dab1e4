package dev.firn.events.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.ContentReference;

/** Makes cursors that share a symbol table and recycled buffers. One for the whole process. */
final class JsonCursors extends JsonFactory {
  private static final long serialVersionUID = 1L;

  /**
   * Where the parser gives up and the request with it. The depth that an event may have is counted
   * event by event, far below.
   */
  private static final int DEEPEST_PARSED = 1_000;

  static final JsonCursors SHARED = new JsonCursors();

  private JsonCursors() {
    super(settings());
  }

  private static JsonFactoryBuilder settings() {
    return new JsonFactoryBuilder()
        .disable(Feature.INTERN_FIELD_NAMES)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST_PARSED)
                .maxNumberLength(Integer.MAX_VALUE)
                .maxStringLength(Integer.MAX_VALUE)
                .maxNameLength(Integer.MAX_VALUE)
                .build());
  }

  JsonCursor over(byte[] bytes, int from, int to) {
    return new JsonCursor(
        _createContext(ContentReference.unknown(), false),
        _byteSymbolCanonicalizer.makeChildOrPlaceholder(_factoryFeatures),
        bytes,
        from,
        to);
  }
}
