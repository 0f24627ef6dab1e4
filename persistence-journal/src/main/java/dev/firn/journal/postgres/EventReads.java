package dev.firn.journal.postgres;

import dev.firn.journal.EventsTruncatedException;
import dev.firn.journal.JournalCorruptedException;
import dev.firn.journal.RecordCodec;
import dev.firn.journal.postgres.EventPage.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads events in order, page by page, and proves that none is missing: each row names the one
 * stored before it. What is truncated before the first page is not part of the range; what is
 * truncated afterwards fails the read, for the reader would take a part for the whole.
 */
final class EventReads {

  private static final int ROWS = 1000;

  private final PostgresJournal journal;
  private final Tables tables;
  private final long pageBytes;

  EventReads(PostgresJournal journal) {
    this.journal = journal;
    this.tables = journal.tables();
    this.pageBytes = journal.settings().pageBytes();
  }

  EventPage first(String persistenceId, long from, long to, long limit) {
    return journal.read(connection -> page(connection, persistenceId, from, to, limit, false));
  }

  EventPage next(String persistenceId, EventPage last, long limit) {
    return journal.read(
        connection -> page(connection, persistenceId, last.next(), last.end(), limit, true));
  }

  private EventPage page(
      Connection connection, String id, long from, long to, long limit, boolean isContinued)
      throws SQLException {
    Reading reading = read(connection, id, from, to, limit, isContinued);
    if (reading.rows.isEmpty() && reading.last < reading.end) {
      checkEnd(connection, id, reading);
      return reading.page(reading.end + 1);
    }
    return reading.page(reading.last + 1);
  }

  /** A page under way: the last sequence number seen and where the range ends. */
  private static final class Reading {
    private final List<Row> rows = new ArrayList<>();
    private long last = 0;
    private long end = -1;
    private long deletedTo = 0;

    EventPage page(long next) {
      return new EventPage(rows, next, end, deletedTo);
    }
  }

  private Reading read(
      Connection connection, String id, long from, long to, long limit, boolean isContinued)
      throws SQLException {
    Reading reading = new Reading();
    try (PreparedStatement select = connection.prepareStatement(tables.page())) {
      select.setLong(1, from);
      select.setLong(2, to);
      select.setLong(3, Math.min(limit, ROWS));
      select.setLong(4, pageBytes);
      select.setString(5, id);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          if (reading.end < 0) {
            begin(reading, id, from, to, rows, isContinued);
          }
          add(reading, id, rows);
        }
      }
    }
    return reading;
  }

  private static void begin(
      Reading reading, String id, long from, long to, ResultSet rows, boolean isContinued)
      throws SQLException {
    long deletedTo = rows.getLong(2);
    if (isContinued && deletedTo >= from) {
      throw truncated(id, from, deletedTo);
    }
    reading.deletedTo = deletedTo;
    reading.last = Math.max(from, deletedTo + 1) - 1;
    reading.end = Math.min(to, rows.getLong(1));
  }

  private static void add(Reading reading, String id, ResultSet rows) throws SQLException {
    byte[] record = rows.getBytes(5);
    if (record == null) {
      return;
    }
    long sequenceNr = rows.getLong(3);
    if (rows.getLong(4) > reading.last) {
      throw missing(id, reading.last, sequenceNr);
    }
    reading.rows.add(new Row(sequenceNr, RecordCodec.decode(record, 0, id, sequenceNr)));
    reading.last = sequenceNr;
  }

  /** No row up to the end of the range: right only when the next one says so. */
  private void checkEnd(Connection connection, String id, Reading reading) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(tables.following())) {
      select.setLong(1, reading.last);
      select.setString(2, id);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          throw missing(id, reading.last, reading.end + 1);
        }
        if (row.getLong(2) > reading.last) {
          throw truncated(id, reading.last + 1, row.getLong(2));
        }
        long previous = row.getLong(3);
        if (row.wasNull() || previous > reading.last) {
          throw missing(id, reading.last, row.getLong(1) + 1);
        }
      }
    }
  }

  Optional<Long> highest(String persistenceId) {
    return journal.read(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(tables.highest())) {
            select.setString(1, persistenceId);
            try (ResultSet row = select.executeQuery()) {
              return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
            }
          }
        });
  }

  List<String> idsAfter(String last, int limit) {
    return journal.read(
        connection -> {
          List<String> ids = new ArrayList<>();
          try (PreparedStatement select = connection.prepareStatement(tables.idsAfter())) {
            select.setString(1, last);
            select.setInt(2, limit);
            try (ResultSet rows = select.executeQuery()) {
              while (rows.next()) {
                ids.add(rows.getString(1));
              }
            }
          }
          return ids;
        });
  }

  private static EventsTruncatedException truncated(String id, long from, long to) {
    return new EventsTruncatedException(
        "Events of [%s] from %d on were truncated up to %d during the read"
            .formatted(id, from, to));
  }

  private static JournalCorruptedException missing(String id, long last, long next) {
    return new JournalCorruptedException(
        "Events of [%s] are missing between sequence numbers %d and %d".formatted(id, last, next));
  }
}
