package dev.firn.journal.postgres;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A server of one's own, made by {@code ops/bin/private-postgres}; it ends with this process,
 * however that ends.
 */
public final class PrivatePostgres {

  private static final class Shared {
    static final PrivatePostgres SERVER = start();
  }

  private final Writer commands;
  private final BufferedReader answers;
  private final int port;
  private final Path passwordFile;

  private PrivatePostgres(Writer commands, BufferedReader answers) throws IOException {
    this.commands = commands;
    this.answers = answers;
    String line = String.valueOf(answers.readLine());
    String[] ready = line.split(" ", 3);
    if (!ready[0].equals("ready")) {
      throw new IllegalStateException("PostgreSQL does not start, see the output: " + line);
    }
    this.port = Integer.parseInt(ready[1]);
    this.passwordFile = Path.of(ready[2]);
  }

  /** The one that all tests of this process share. */
  public static PrivatePostgres shared() {
    return Shared.SERVER;
  }

  private static PrivatePostgres start() {
    try {
      Process process =
          new ProcessBuilder(script().toString(), "--temporary")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      Writer commands = process.outputWriter(StandardCharsets.UTF_8);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, commands)));
      return new PrivatePostgres(commands, process.inputReader(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot run ops/bin/private-postgres", e);
    }
  }

  private static Path script() {
    for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
      Path script = dir.resolve("ops/bin/private-postgres");
      if (Files.isExecutable(script)) {
        return script;
      }
    }
    throw new IllegalStateException("ops/bin/private-postgres is not above the working directory");
  }

  private static void end(Process process, Writer commands) {
    try {
      commands.close();
      process.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  public Path passwordFile() {
    return passwordFile;
  }

  /** {@code stop}, {@code crash}, {@code start}, {@code reload} or {@code set NAME VALUE}. */
  public void command(String command) {
    try {
      commands.write(command + "\n");
      commands.flush();
      String answer = answers.readLine();
      if (!"done".equals(answer)) {
        throw new IllegalStateException(command + " was answered by " + answer);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As the owner of everything. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), "firn", Password.read(passwordFile).text());
  }

  public void execute(String sql) {
    execute("firn", sql);
  }

  /** In the rights of a role. */
  public void executeAs(String role, String sql) {
    execute(role, sql);
  }

  private void execute(String role, String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET ROLE " + role);
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** A file in the server's folder. */
  public String file(String name) {
    String sql = "SELECT pg_read_file('" + name + "')";
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The first column of the first row. */
  public long number(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
