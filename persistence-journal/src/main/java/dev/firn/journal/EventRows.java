package dev.firn.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over one id's events in all generations, in the order of sequence numbers. A row that
 * was carried over may stand in two generations until the older one is dropped; it is seen once.
 */
final class EventRows implements AutoCloseable {

  private final List<RowRange> sources;
  private final List<RowRange> valid = new ArrayList<>();
  private @Nullable RowRange at;

  EventRows(List<RowRange> sources) {
    this.sources = List.copyOf(sources);
  }

  boolean seekToFirst() {
    return start(RowRange::seekToFirst, -1);
  }

  boolean seekToLast() {
    return start(RowRange::seekToLast, 1);
  }

  private boolean start(Predicate<RowRange> seek, int order) {
    valid.clear();
    sources.stream().filter(seek).forEach(valid::add);
    return choose(order);
  }

  /** After {@link #seekToFirst} only. */
  boolean next() {
    long passed = sequenceNr();
    valid.removeIf(source -> source.sequenceNr() == passed && !source.next());
    return choose(-1);
  }

  private boolean choose(int order) {
    at = null;
    for (RowRange source : valid) {
      if (at == null || Long.compare(source.sequenceNr(), at.sequenceNr()) == order) {
        at = source;
      }
    }
    return at != null;
  }

  private RowRange row() {
    if (at == null) {
      throw new IllegalStateException("There is no row here");
    }
    return at;
  }

  long sequenceNr() {
    return row().sequenceNr();
  }

  EventHeader header() {
    return row().header();
  }

  byte[] value() {
    return row().value();
  }

  @Override
  public void close() {
    sources.forEach(RowRange::close);
  }
}
