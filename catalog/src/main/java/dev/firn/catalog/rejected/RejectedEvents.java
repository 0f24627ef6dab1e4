package dev.firn.catalog.rejected;

import dev.firn.catalog.table.EventTable;
import dev.firn.events.DeadLetter;
import dev.firn.events.PartitionKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/**
 * The dead letters as of now, and what became of their events: an event that has been driven again,
 * or sent again, is in the table of events under its own identity, and nothing else says so.
 * Blocking, thread-safe.
 */
public final class RejectedEvents {
  private static final long SECONDS_PER_HOUR = 3_600;

  private final EventTable rejected;
  private final EventTable events;

  public RejectedEvents(EventTable rejected, EventTable events) {
    this.rejected = rejected;
    this.events = events;
  }

  /** Begins to read one snapshot's dead letters, in no order. To be closed. */
  public Letters read(RejectedFilter filter) {
    return new Letters(
        IcebergGenerics.read(rejected.fresh()).where(filter.expression()).build(), filter);
  }

  /** Dead letters being read. Serves one thread at a time. */
  public static final class Letters implements AutoCloseable {
    private final CloseableIterable<Record> rows;
    private final Iterator<Record> next;
    private final RejectedFilter filter;

    private Letters(CloseableIterable<Record> rows, RejectedFilter filter) {
      this.rows = rows;
      this.next = rows.iterator();
      this.filter = filter;
    }

    /** The next of them, none at the end. */
    public List<DeadLetter> next(int most) {
      List<DeadLetter> letters = new ArrayList<>();
      while (letters.size() < most && next.hasNext()) {
        Record row = next.next();
        DeadLetter.of(EventRecords.event(row), EventRecords.origin(row))
            .filter(filter::accepts)
            .ifPresent(letters::add);
      }
      return letters;
    }

    @Override
    public void close() {
      try {
        rows.close();
      } catch (IOException e) {
        throw new UncheckedIOException("Could not close the table of dead letters", e);
      }
    }
  }

  /** Those of the events that are in the table of events by now. */
  public Set<EventIdentity> written(Collection<EventIdentity> asked) {
    Map<PartitionKey, Set<EventIdentity>> byPartition =
        asked.stream().collect(Collectors.groupingBy(EventIdentity::partition, Collectors.toSet()));
    Set<EventIdentity> written = new HashSet<>();
    byPartition.forEach((partition, some) -> written.addAll(written(partition, some)));
    return written;
  }

  private Set<EventIdentity> written(PartitionKey partition, Set<EventIdentity> asked) {
    Object[] ids = asked.stream().map(EventIdentity::id).distinct().toArray();
    Expression where =
        Expressions.and(
            Expressions.equal("type", partition.type()),
            Expressions.greaterThanOrEqual("time", RejectedFilter.text(partition.start())),
            Expressions.lessThan(
                "time", RejectedFilter.text(partition.start().plusSeconds(SECONDS_PER_HOUR))),
            Expressions.in("id", ids));
    Set<EventIdentity> found = new HashSet<>();
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(events.fresh())
            .select("type", "time", "tenant", "source", "id")
            .where(where)
            .build()) {
      rows.forEach(row -> found.add(identity(partition, row)));
    } catch (IOException e) {
      throw new UncheckedIOException("Could not search " + events.name(), e);
    }
    found.retainAll(asked);
    return found;
  }

  private static EventIdentity identity(PartitionKey partition, Record row) {
    return new EventIdentity(
        partition,
        EventRecords.required(row, "tenant"),
        EventRecords.required(row, "source"),
        EventRecords.required(row, "id"));
  }
}
