package dev.firn.sharding.wire;

import dev.firn.events.ByteReader;
import dev.firn.events.ByteWriter;
import dev.firn.sharding.DataFiles.DataFile;
import dev.firn.sharding.LedgerRange;
import dev.firn.sharding.Position;
import dev.firn.sharding.dedup.IdRunRef;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.LongStream;

/** Encodings that several messages and events share. */
final class Wire {
  private Wire() {}

  static void putBits(ByteWriter out, BitSet bits) {
    byte[] bytes = bits.toByteArray();
    out.putSized(bytes, 0, bytes.length);
  }

  static BitSet readBits(ByteReader in) {
    return BitSet.valueOf(in.readSized());
  }

  static void putBoolean(ByteWriter out, boolean value) {
    out.putByte(value ? 1 : 0);
  }

  static boolean readBoolean(ByteReader in) {
    return in.readByte() != 0;
  }

  static <T> void putList(ByteWriter out, List<T> list, BiConsumer<ByteWriter, T> put) {
    out.putVarint(list.size());
    list.forEach(element -> put.accept(out, element));
  }

  static <T> List<T> readList(ByteReader in, Function<ByteReader, T> read) {
    int size = in.readLength();
    List<T> list = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      list.add(read.apply(in));
    }
    return list;
  }

  static void putDataFile(ByteWriter out, DataFile file) {
    out.putText(file.location());
    out.putVarint(file.bytes());
    out.putVarint(file.rows());
    out.putText(file.descriptor());
    out.putText(file.tableUuid());
    out.putSignedVarint(file.schemaId());
    out.putSignedVarint(file.specId());
  }

  static DataFile readDataFile(ByteReader in) {
    return new DataFile(
        in.readText(),
        in.readVarint(),
        in.readVarint(),
        in.readText(),
        in.readText(),
        (int) in.readSignedVarint(),
        (int) in.readSignedVarint());
  }

  static void putRanges(ByteWriter out, List<LedgerRange> ranges) {
    putList(
        out,
        ranges,
        (to, range) -> {
          to.putVarint(range.from());
          to.putVarint(range.through());
        });
  }

  static List<LedgerRange> readRanges(ByteReader in) {
    return readList(in, from -> new LedgerRange(from.readVarint(), from.readVarint()));
  }

  /** As ranges were written before: number by number. */
  static void putNumbers(ByteWriter out, List<LedgerRange> ranges) {
    List<Long> numbers =
        ranges.stream()
            .flatMapToLong(range -> LongStream.rangeClosed(range.from(), range.through()))
            .boxed()
            .toList();
    putList(out, numbers, ByteWriter::putVarint);
  }

  static List<LedgerRange> readNumbers(ByteReader in) {
    return readList(in, ByteReader::readVarint).stream()
        .map(number -> new LedgerRange(number, number))
        .toList();
  }

  static void putRun(ByteWriter out, IdRunRef run) {
    out.putText(run.location());
    out.putVarint(run.count());
  }

  static IdRunRef readRun(ByteReader in) {
    return new IdRunRef(in.readText(), (int) in.readVarint());
  }

  static void putPosition(ByteWriter out, Position position) {
    out.putText(position.partition());
    out.putVarint(position.epoch());
    out.putVarint(position.append());
  }

  static Position readPosition(ByteReader in) {
    return new Position(in.readText(), in.readVarint(), in.readVarint());
  }
}
