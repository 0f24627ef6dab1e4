package dev.firn.node.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Properties;

/**
 * A PostgreSQL of the cluster's own, by {@code ops/bin/private-postgres}; it ends with this
 * process, however that ends.
 */
public final class PrivatePostgres implements AutoCloseable {
  private static final String USER = "firn";

  private final Process process;
  private final Writer commands;
  private final int port;
  private final String passwordFile;

  private PrivatePostgres(Process process) throws IOException {
    this.process = process;
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
    String line = String.valueOf(answers.readLine());
    String[] ready = line.split(" ", 3);
    if (!ready[0].equals("ready")) {
      throw new IOException("PostgreSQL did not start");
    }
    this.port = Integer.parseInt(ready[1]);
    this.passwordFile = ready[2];
  }

  /**
   * Finds or installs PostgreSQL, makes a server in {@code folder} unless there is one, starts it.
   */
  static PrivatePostgres start(Path script, Path folder) throws IOException {
    return new PrivatePostgres(
        new ProcessBuilder(script.toString(), folder.toString())
            .redirectError(Redirect.INHERIT)
            .start());
  }

  /** The same in a folder that ends with the server. */
  public static PrivatePostgres startTemporary(Path script) throws IOException {
    return start(script, Path.of("--temporary"));
  }

  int port() {
    return port;
  }

  /** What makes a node keep its journal there. */
  public Properties nodeSettings() {
    Properties settings = new Properties();
    settings.setProperty("firn.journal.postgres.url", url());
    settings.setProperty("firn.journal.postgres.user", USER);
    settings.setProperty("firn.journal.postgres.password-file", passwordFile);
    return settings;
  }

  private String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
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
