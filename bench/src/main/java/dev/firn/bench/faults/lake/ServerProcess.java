package dev.firn.bench.faults.lake;

import dev.firn.bench.target.OwnProcess;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own that can be killed and started again on the same port. */
final class ServerProcess implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final List<String> command;
  private final URI uri;
  private final Path log;
  private volatile OwnProcess process;

  private ServerProcess(List<String> command, URI uri, Path log) throws IOException {
    this.command = List.copyOf(command);
    this.uri = uri;
    this.log = log;
    this.process = launch();
  }

  /** Returns at once. */
  static ServerProcess launch(List<String> command, URI uri, Path log) throws IOException {
    return new ServerProcess(command, uri, log);
  }

  /**
   * A JVM that starts soon and takes little.
   *
   * @param folder where it leaves what it leaves when it is killed
   */
  static List<String> java(Path folder, String heap, String... arguments) throws IOException {
    Path temporary = Files.createDirectories(folder.toAbsolutePath().resolve("tmp"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx" + heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-Djava.io.tmpdir=" + temporary);
    command.addAll(List.of(arguments));
    return command;
  }

  private OwnProcess launch() throws IOException {
    return OwnProcess.start(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile())));
  }

  /** Returns when it can be asked. */
  void awaitListening() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!isListening()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        kill();
        throw new IOException("No server at " + uri + "; it said:\n" + Files.readString(log));
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private boolean isListening() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), 1_000);
      return true;
    } catch (IOException e) {
      // Not yet.
      return false;
    }
  }

  URI uri() {
    return uri;
  }

  /** SIGKILL; returns when the process is gone. */
  void kill() {
    process.kill();
  }

  void startAgain() throws IOException, InterruptedException {
    process = launch();
    awaitListening();
  }

  @Override
  public void close() {
    kill();
  }
}
