package dev.firn.journal.postgres;

import dev.firn.journal.EncodedEvent;
import dev.firn.journal.SnapshotRange;
import dev.firn.journal.WriteStatistics;
import dev.firn.journal.postgres.PostgresWrite.Append;
import dev.firn.journal.postgres.PostgresWrite.DeleteSnapshots;
import dev.firn.journal.postgres.PostgresWrite.SaveSnapshot;
import dev.firn.journal.postgres.PostgresWrite.Truncate;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Writes of many ids as one transaction. In the order of ids, so that two transactions never wait
 * for each other's fence. Fails with an {@link SQLException} when certainly nothing was written.
 */
final class WriteTransaction {

  private static final Comparator<PostgresWrite> BY_ID =
      Comparator.comparing(PostgresWrite::persistenceId);

  private final Connections connections;
  private final Tables tables;
  private final WriteStatistics statistics;

  WriteTransaction(Connections connections, Tables tables, WriteStatistics statistics) {
    this.connections = connections;
    this.tables = tables;
    this.statistics = statistics;
  }

  void run(List<PostgresWrite> writes) throws SQLException, OutcomeUnknownException {
    List<PostgresWrite> ordered = new ArrayList<>(writes);
    ordered.sort(BY_ID);
    try (Connection connection = connections.begin()) {
      long freed = include(connection, ordered);
      commit(connection);
      count(ordered, freed);
    }
  }

  private long include(Connection connection, List<PostgresWrite> writes) throws SQLException {
    List<Append> appends = new ArrayList<>();
    long freed = 0;
    for (PostgresWrite write : writes) {
      if (write instanceof Append append) {
        appends.add(append);
      } else if (write instanceof SaveSnapshot save) {
        save(connection, save);
      } else if (write instanceof DeleteSnapshots delete) {
        delete(connection, delete);
      } else if (write instanceof Truncate truncate) {
        freed += truncate(connection, truncate);
      }
    }
    if (!appends.isEmpty()) {
      append(connection, appends);
    }
    if (freed > 0) {
      note(connection, freed);
    }
    return freed;
  }

  private static void commit(Connection connection) throws OutcomeUnknownException {
    try {
      connection.commit();
    } catch (SQLException e) {
      throw new OutcomeUnknownException(e);
    }
  }

  private void append(Connection connection, List<Append> appends) throws SQLException {
    int rows = appends.stream().mapToInt(append -> append.events().size()).sum();
    String[] ids = new String[rows];
    Long[] numbers = new Long[rows];
    byte[][] records = new byte[rows][];
    long bytes = 0;
    int row = 0;
    for (Append append : appends) {
      for (EncodedEvent event : append.events()) {
        ids[row] = append.persistenceId();
        numbers[row] = event.sequenceNr();
        records[row++] = event.record();
      }
      bytes += append.bytes();
    }
    try (PreparedStatement insert = connection.prepareStatement(tables.append())) {
      insert.setArray(1, connection.createArrayOf("varchar", ids));
      insert.setArray(2, connection.createArrayOf("int8", numbers));
      insert.setArray(3, connection.createArrayOf("bytea", records));
      insert.setLong(4, bytes);
      insert.executeUpdate();
    }
  }

  private long truncate(Connection connection, Truncate truncate) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(tables.truncate())) {
      delete.setLong(1, truncate.to());
      delete.setString(2, truncate.persistenceId());
      try (ResultSet gone = delete.executeQuery()) {
        gone.next();
        return gone.getLong(2) + gone.getLong(1) * EncodedEvent.OVERHEAD;
      }
    }
  }

  private void note(Connection connection, long freed) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(tables.freed())) {
      update.setLong(1, freed);
      update.executeUpdate();
    }
  }

  private void save(Connection connection, SaveSnapshot save) throws SQLException {
    try (PreparedStatement upsert = connection.prepareStatement(tables.saveSnapshot())) {
      upsert.setString(1, save.persistenceId());
      upsert.setLong(2, save.snapshot().sequenceNr());
      upsert.setLong(3, save.timestamp());
      upsert.setBytes(4, save.snapshot().record());
      upsert.executeUpdate();
    }
  }

  private void delete(Connection connection, DeleteSnapshots delete) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(tables.deleteSnapshots())) {
      bind(statement, delete.persistenceId(), delete.range());
      statement.executeUpdate();
    }
  }

  static void bind(PreparedStatement statement, String persistenceId, SnapshotRange range)
      throws SQLException {
    statement.setString(1, persistenceId);
    statement.setLong(2, range.minSequenceNr());
    statement.setLong(3, range.maxSequenceNr());
    statement.setLong(4, range.minTimestamp());
    statement.setLong(5, range.maxTimestamp());
  }

  private void count(List<PostgresWrite> writes, long freed) {
    for (PostgresWrite write : writes) {
      if (write instanceof Append append) {
        statistics.appended(append.events().size(), append.bytes());
      } else if (write instanceof SaveSnapshot save) {
        statistics.savedSnapshot(save.bytes());
      }
    }
    statistics.truncated(freed);
  }
}
