package dev.firn.node.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Answers of the form {@code {"things":[{…},…]}}. */
final class Listings {
  private Listings() {}

  /** Writes the fields of one object. */
  interface Fields<T> {
    void write(JsonGenerator out, T value) throws IOException;
  }

  static <T> HttpResponse listing(String name, List<T> values, Fields<T> fields) {
    return Answers.json(
        200,
        out -> {
          out.writeStartObject();
          array(out, name, values, fields);
          out.writeEndObject();
        });
  }

  /** One object. */
  static <T> HttpResponse object(int status, T value, Fields<T> fields) {
    return Answers.json(
        status,
        out -> {
          out.writeStartObject();
          fields.write(out, value);
          out.writeEndObject();
        });
  }

  static <T> void array(JsonGenerator out, String name, List<T> values, Fields<T> fields)
      throws IOException {
    out.writeArrayFieldStart(name);
    for (T value : values) {
      out.writeStartObject();
      fields.write(out, value);
      out.writeEndObject();
    }
    out.writeEndArray();
  }
}
