package dev.firn.bench.target;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A process that we have started, with what it has started; it never outlives this one. */
public final class OwnProcess {
  private static final long DEATH_PATIENCE_SECONDS = 30;

  private final Process process;
  private final Thread reaper;

  private OwnProcess(Process process) {
    this.process = process;
    this.reaper = new Thread(this::kill, "reap-" + process.pid());
    Runtime.getRuntime().addShutdownHook(reaper);
  }

  public static OwnProcess start(ProcessBuilder command) throws IOException {
    return new OwnProcess(command.start());
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** What it ended with, once it has; 137 after SIGKILL. */
  public int exitCode() {
    return process.exitValue();
  }

  /** The Java process among it and what it has started. */
  ProcessHandle jvm() {
    return all().stream()
        .filter(p -> p.info().command().orElse("").endsWith("java"))
        .findFirst()
        .orElse(process.toHandle());
  }

  private List<ProcessHandle> all() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
  }

  /** Whether the process has ended by itself, or does within this time. */
  public boolean awaitEnd(Duration patience) throws InterruptedException {
    boolean hasEnded = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (hasEnded) {
      forgetReaper();
    }
    return hasEnded;
  }

  /** SIGKILL, as a crash or the kernel would; returns when all of it is gone. */
  public void kill() {
    List<ProcessHandle> all = all();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(OwnProcess::awaitDeath);
    forgetReaper();
  }

  private static void awaitDeath(ProcessHandle killed) {
    try {
      killed.onExit().get(DEATH_PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new IllegalStateException(
          "Process %d is still there %d s after SIGKILL"
              .formatted(killed.pid(), DEATH_PATIENCE_SECONDS),
          e);
    } catch (InterruptedException e) {
      // It has been killed all the same; whoever wants us to stop need not wait for it.
      Thread.currentThread().interrupt();
    }
  }

  private void forgetReaper() {
    if (Thread.currentThread() != reaper) {
      try {
        Runtime.getRuntime().removeShutdownHook(reaper);
      } catch (IllegalStateException e) {
        // The whole process is ending: the hook runs, and finds nothing left to do.
        return;
      }
    }
  }
}
