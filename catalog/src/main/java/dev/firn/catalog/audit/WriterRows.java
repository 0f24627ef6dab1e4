package dev.firn.catalog.audit;

import dev.firn.catalog.audit.Segment.Places;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** All live rows of one writer. Files are opened only where their metadata leaves a question. */
final class WriterRows {
  private final String writer;
  private final List<Segment> segments;
  private final RowReader reader;

  WriterRows(String writer, List<Segment> segments, RowReader reader) {
    this.writer = writer;
    this.segments = segments.stream().sorted(Comparator.comparingLong(Segment::from)).toList();
    this.reader = reader;
  }

  /** Rows of these appends. */
  long count(long from, long through) {
    long rows = 0;
    for (Segment segment : segments) {
      if (from <= segment.from() && segment.to() <= through) {
        rows += segment.rows();
      } else if (segment.from() <= through && from <= segment.to()) {
        rows += places(segment).countBetween(from, through);
      }
    }
    return rows;
  }

  /** Sequence and index of these rows in one number each, in no order; reads them. */
  LongStream places(long from, long through) {
    return segments.stream()
        .filter(segment -> segment.from() <= through && from <= segment.to())
        .flatMapToLong(segment -> places(segment).stream())
        .filter(place -> from <= Segment.append(place) && Segment.append(place) <= through);
  }

  long lastAppend() {
    return segments.stream().mapToLong(Segment::to).max().orElse(0);
  }

  /** The appends of this range that no file covers, for people: {@code 3, 7-9}. */
  String missing(long from, long through) {
    List<String> gaps = new ArrayList<>();
    long next = from;
    for (Segment segment : segments) {
      if (segment.from() > next && next <= through) {
        gaps.add(range(next, Math.min(through, segment.from() - 1)));
      }
      next = Math.max(next, segment.to() + 1);
    }
    if (next <= through) {
      gaps.add(range(next, through));
    }
    return gaps.stream().limit(8).collect(Collectors.joining(", "));
  }

  private static String range(long from, long to) {
    return from == to ? Long.toString(from) : from + "-" + to;
  }

  /** Rows that are there more than once, by the files that share them. */
  record Doubled(long rows, List<String> files) {}

  /** Only files whose ranges of appends meet can share a row. */
  List<Doubled> doubled() {
    List<Doubled> doubled = new ArrayList<>();
    List<Segment> meeting = new ArrayList<>();
    long end = Long.MIN_VALUE;
    for (Segment segment : segments) {
      if (segment.from() > end) {
        addDoubled(meeting, doubled);
        meeting.clear();
      }
      meeting.add(segment);
      end = Math.max(end, segment.to());
    }
    addDoubled(meeting, doubled);
    return doubled;
  }

  private void addDoubled(List<Segment> meeting, List<Doubled> doubled) {
    if (meeting.size() < 2 && meeting.stream().allMatch(segment -> segment.places().isEmpty())) {
      return;
    }
    long[] all = meeting.stream().flatMapToLong(one -> places(one).stream()).sorted().toArray();
    long repeated = 0;
    for (int i = 1; i < all.length; i++) {
      repeated += all[i] == all[i - 1] ? 1 : 0;
    }
    if (repeated > 0) {
      doubled.add(
          new Doubled(
              repeated, meeting.stream().map(one -> one.file().location()).distinct().toList()));
    }
  }

  private Places places(Segment segment) {
    return segment
        .places()
        .orElseGet(
            () ->
                Segment.read(segment.file(), reader).stream()
                    .filter(read -> read.writer().equals(writer))
                    .findFirst()
                    .flatMap(Segment::places)
                    .orElseGet(() -> new Places(new long[0])));
  }
}
