package dev.firn.node.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs a node and starts it again whenever it has ended, as the supervisor of a data centre does.
 * What the node says is passed on, each line with its name.
 */
final class NodeKeeper {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(45);

  private final String name;
  private final List<String> command;
  private final int port;
  private final PrintStream out;
  private final CompletableFuture<Void> firstReady = new CompletableFuture<>();
  private final Thread thread;
  private volatile @Nullable Process process;
  private volatile boolean isReady;
  private volatile boolean isStopping;

  NodeKeeper(String name, List<String> command, int port, PrintStream out) {
    this.name = name;
    this.command = List.copyOf(command);
    this.port = port;
    this.out = out;
    this.thread = new Thread(this::run, name);
  }

  /** Completes when the node is ready; fails where it ends before it ever was. */
  CompletionStage<Void> start() {
    thread.start();
    return firstReady;
  }

  /** Where the node takes requests, if it does. */
  int port() {
    return port;
  }

  boolean isReady() {
    Process running = process;
    return isReady && running != null && running.isAlive();
  }

  /** As a probe of a data centre has just seen it. */
  void seen(boolean takesRequests) {
    isReady = takesRequests;
    if (takesRequests) {
      firstReady.complete(null);
    }
  }

  private void run() {
    try {
      while (!isStopping) {
        Process running = launch();
        passOn(running);
        int exitCode = running.waitFor();
        isReady = false;
        if (!firstReady.isDone()) {
          firstReady.completeExceptionally(
              new IllegalArgumentException(name + " did not start; what it said is above"));
          return;
        }
        if (!isStopping) {
          out.println(name + " ended with " + exitCode + " and is started again");
          TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        }
      }
    } catch (IOException e) {
      out.println(name + " cannot be started: " + e.getMessage());
      firstReady.completeExceptionally(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Its standard input stays open as long as this process lives, and the node as long as that. */
  private synchronized Process launch() throws IOException {
    Process fresh = new ProcessBuilder(command).redirectErrorStream(true).start();
    process = fresh;
    if (isStopping) {
      fresh.toHandle().destroy();
    }
    return fresh;
  }

  private void passOn(Process running) throws IOException {
    try (BufferedReader lines = running.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        out.println(name + " | " + line);
      }
    }
  }

  /** SIGTERM, for the node to drain. */
  synchronized void askToStop() {
    isStopping = true;
    Process running = process;
    if (running != null) {
      // Not the process itself, which would close its output: what it says last is of interest.
      running.toHandle().destroy();
    }
  }

  /** Returns when the node has ended; SIGKILL if that takes too long. */
  void awaitEnd() throws InterruptedException {
    Process running = process;
    if (running != null && !running.waitFor(STOP_PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
      running.destroyForcibly();
    }
    thread.join();
  }
}
