package dev.firn.node.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes JSON without a tree. */
final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  /** What is to be written. */
  interface Content {
    void writeTo(JsonGenerator out) throws IOException;
  }

  private Json() {}

  static byte[] bytes(Content content) {
    try (ByteArrayBuilder buffer = new ByteArrayBuilder(512)) {
      try (JsonGenerator out = FACTORY.createGenerator(buffer)) {
        content.writeTo(out);
      }
      return buffer.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory", e);
    }
  }
}
