package dev.firn.journal.postgres;

import java.sql.SQLException;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first connection: waits for a database that is still starting, for a bounded time. */
final class DatabaseStart {

  private static final Logger LOG = LoggerFactory.getLogger(DatabaseStart.class);

  /** Something that needs the database. */
  @FunctionalInterface
  interface Work {
    void run() throws SQLException;
  }

  private DatabaseStart() {}

  /** The pool on a schema of the right version. Throws {@link IllegalArgumentException}. */
  static Connections connect(PostgresJournalSettings settings) {
    Connections connections = Connections.of(settings);
    Schema schema = new Schema(settings);
    run(connections, () -> prepare(schema, connections, settings));
    return connections;
  }

  /** Closes the connections when the work fails. */
  static void run(Connections connections, Work work) {
    try {
      work.run();
    } catch (SQLException e) {
      connections.close();
      throw new IllegalArgumentException(
          "The journal's database cannot be used: " + SqlFailure.of(e).message(), e);
    } catch (RuntimeException e) {
      connections.close();
      throw e;
    }
  }

  private static void prepare(
      Schema schema, Connections connections, PostgresJournalSettings settings)
      throws SQLException {
    long end = System.nanoTime() + settings.pool().startTimeout().toNanos();
    for (int attempt = 0; ; attempt++) {
      try {
        Connections.direct(settings).close();
        schema.prepare(connections);
        return;
      } catch (SQLException e) {
        if (!mayPass(e) || System.nanoTime() > end) {
          throw e;
        }
        LOG.warn("Waiting for the journal's database: {}", SqlFailure.of(e).message());
        pause(settings, attempt, e);
      }
    }
  }

  /** A wrong password, or certificate, will be as wrong in a second. */
  private static boolean mayPass(SQLException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException) {
        return false;
      }
    }
    String state = SqlFailure.cause(failure).getSQLState();
    boolean isRefusal = state != null && (state.startsWith("28") || state.startsWith("3D"));
    return !isRefusal && SqlFailure.of(failure).kind() == SqlFailure.Kind.UNREACHABLE;
  }

  private static void pause(PostgresJournalSettings settings, int attempt, SQLException failure)
      throws SQLException {
    try {
      Thread.sleep(BackOff.pause(settings.writer().backOff(), attempt).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure;
    }
  }
}
