package dev.firn.sharding.wire;

import dev.firn.events.ByteReader;
import dev.firn.events.ByteWriter;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The binary form of one kind of message or event.
 *
 * @param manifest short, with its version at the end, and never reused for another form
 */
record Codec<T>(
    String manifest, Class<T> type, BiConsumer<ByteWriter, T> put, Function<ByteReader, T> read) {

  byte[] encode(Object value, int sizeHint) {
    ByteWriter out = new ByteWriter(sizeHint);
    put.accept(out, type.cast(value));
    return out.toByteArray();
  }

  T decode(byte[] bytes) {
    return read.apply(new ByteReader(bytes));
  }
}
