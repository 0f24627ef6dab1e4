package dev.firn.journal.postgres;

import dev.firn.journal.WriteStatistics;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/** Measures the tables every so often, and so finds out too that the database is gone or back. */
final class DatabaseWatch {

  /** What was measured, and this node's live bytes at that time. */
  private record Measure(long liveBytes, long bytesOnDisk, long own) {}

  private final Connections connections;
  private final Tables tables;
  private final Duration interval;
  private final WriteStatistics statistics;
  private final DatabaseState database;
  private final Thread thread;
  private volatile Measure last = new Measure(0, 0, 0);

  DatabaseWatch(
      Connections connections,
      Tables tables,
      Duration interval,
      WriteStatistics statistics,
      DatabaseState database) {
    this.connections = connections;
    this.tables = tables;
    this.interval = interval;
    this.statistics = statistics;
    this.database = database;
    this.thread = new Thread(this::run, "firn-journal-watch");
    this.thread.setDaemon(true);
  }

  void start() throws SQLException {
    measure();
    thread.start();
  }

  /** Events of all nodes that are not truncated: as measured, and what this node did since. */
  long liveBytes() {
    Measure measured = last;
    return Math.max(0, measured.liveBytes() + statistics.liveBytes() - measured.own());
  }

  long bytesOnDisk() {
    return last.bytesOnDisk();
  }

  private void run() {
    try {
      while (!database.isClosing()) {
        database.pause(interval);
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One broken connection is made anew and is nobody's business; so it looks twice. */
  private void look() {
    tryToMeasure()
        .flatMap(broken -> tryToMeasure())
        .ifPresent(failure -> database.unreachable(SqlFailure.of(failure).message()));
  }

  private Optional<SQLException> tryToMeasure() {
    try {
      measure();
      return Optional.empty();
    } catch (SQLException e) {
      return Optional.of(e);
    }
  }

  private void measure() throws SQLException {
    long own = statistics.liveBytes();
    try (Connection connection = connections.open();
        Statement statement = connection.createStatement();
        ResultSet sizes = statement.executeQuery(tables.usage())) {
      sizes.next();
      last = new Measure(sizes.getLong(1), sizes.getLong(2), own);
      database.reached();
    }
  }

  /** Whether it ended in time; the journal is closing already. */
  boolean stop(long deadline) throws InterruptedException {
    return Joining.until(thread, deadline);
  }
}
