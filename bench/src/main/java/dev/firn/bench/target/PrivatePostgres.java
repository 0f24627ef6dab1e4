package dev.firn.bench.target;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/**
 * A PostgreSQL of one's own, by {@code ops/bin/private-postgres}; it ends with this process,
 * however that ends.
 */
public final class PrivatePostgres implements AutoCloseable {
  private static final String USER = "firn";

  private final Process process;
  private final Writer commands;
  private final BufferedReader answers;
  private final int port;
  private final Path passwordFile;

  private PrivatePostgres(Process process) throws IOException {
    this.process = process;
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    String line = String.valueOf(answers.readLine());
    String[] ready = line.split(" ", 3);
    if (!ready[0].equals("ready")) {
      throw new IOException("PostgreSQL does not start; it said: " + line);
    }
    this.port = Integer.parseInt(ready[1]);
    this.passwordFile = Path.of(ready[2]);
  }

  /** Finds or installs PostgreSQL and starts a new server, in a folder that ends with it. */
  public static PrivatePostgres start() throws IOException {
    Path script =
        NodeLauncher.findScript()
            .map(firn -> firn.resolveSibling("ops/bin/private-postgres"))
            .orElseThrow(() -> new IOException("No ./firn at or above the working folder"));
    return new PrivatePostgres(
        new ProcessBuilder(script.toString(), "--temporary")
            .redirectError(Redirect.INHERIT)
            .start());
  }

  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  public String user() {
    return USER;
  }

  public String password() throws IOException {
    return Files.readString(passwordFile).strip();
  }

  public Connection connect() throws SQLException, IOException {
    return DriverManager.getConnection(url(), USER, password());
  }

  /** What makes a node keep its journal there, each as {@code -Dkey=value}. */
  public List<String> nodeSettings() {
    return List.of(
        "-Dfirn.journal=postgres",
        "-Dfirn.journal.postgres.url=" + url(),
        "-Dfirn.journal.postgres.user=" + USER,
        "-Dfirn.journal.postgres.password-file=" + passwordFile);
  }

  /** {@code stop}, {@code crash} or {@code start}; returns when that is done. */
  public void command(String command) throws IOException {
    commands.write(command + "\n");
    commands.flush();
    String answer = answers.readLine();
    if (!"done".equals(answer)) {
      throw new IOException(command + " was answered by " + answer);
    }
  }

  /** Stops the server; returns when it has ended. */
  @Override
  public void close() throws IOException {
    commands.close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
