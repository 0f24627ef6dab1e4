package dev.firn.journal.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.firn.journal.postgres.PostgresJournalSettings.Pool;
import dev.firn.journal.postgres.PostgresJournalSettings.Server;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/**
 * The pool. It has a connection for each thread that may want one, so none waits for another's;
 * what is broken is thrown away and made anew by the pool.
 */
final class Connections implements AutoCloseable {

  /** Beside lanes and readers: the lane that deletes, the watch, and the register of nodes. */
  private static final int OTHERS = 3;

  /**
   * How long a thread waits for the pool. A new connection that takes longer is made all the same,
   * for the next who asks.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final HikariDataSource pool;

  private Connections(HikariDataSource pool) {
    this.pool = pool;
  }

  /** Connects when somebody first wants a connection. */
  static Connections of(PostgresJournalSettings settings) {
    Server server = settings.server();
    Pool limits = settings.pool();
    HikariConfig config = new HikariConfig();
    config.setPoolName("firn-journal");
    config.setJdbcUrl(server.url());
    config.setUsername(server.user());
    config.setPassword(server.password().text());
    config.setMaximumPoolSize(settings.writer().lanes() + limits.readers() + OTHERS);
    config.setMinimumIdle(settings.writer().lanes() + OTHERS);
    config.setConnectionTimeout(PATIENCE.toMillis());
    config.setMaxLifetime(limits.maxLifetime().toMillis());
    config.setInitializationFailTimeout(-1);
    config.setDataSourceProperties(properties(server, limits));
    return new Connections(new HikariDataSource(config));
  }

  /** One beside the pool, whose failure is told at once and in the server's words. */
  static Connection direct(PostgresJournalSettings settings) throws SQLException {
    Server server = settings.server();
    Properties properties = properties(server, settings.pool());
    properties.setProperty("user", server.user());
    properties.setProperty("password", server.password().text());
    return DriverManager.getConnection(server.url(), properties);
  }

  private static Properties properties(Server server, Pool limits) {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", "firn-journal");
    properties.setProperty("logServerErrorDetail", "false");
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("connectTimeout", seconds(limits.connectTimeout()));
    properties.setProperty("loginTimeout", seconds(limits.connectTimeout()));
    properties.setProperty("socketTimeout", seconds(limits.socketTimeout()));
    properties.setProperty("options", options(limits));
    TlsProperties.of(server).forEach(properties::setProperty);
    return properties;
  }

  /**
   * What the server does for a node that stopped in the middle: an open transaction ends, for it
   * holds the fence's rows. An acknowledgement always means a synced log.
   */
  private static String options(Pool limits) {
    return "-c idle_in_transaction_session_timeout=%d -c lock_timeout=%d -c synchronous_commit=on"
        .formatted(limits.idleInTransaction().toMillis(), limits.lockTimeout().toMillis());
  }

  private static String seconds(Duration duration) {
    return Long.toString(Math.max(1, duration.toSeconds()));
  }

  /** Each statement for itself. */
  Connection open() throws SQLException {
    return pool.getConnection();
  }

  /** Statements become one transaction; closing it uncommitted undoes them. */
  Connection begin() throws SQLException {
    Connection connection = pool.getConnection();
    try {
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
