package dev.firn.node.asked;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Runs that operators ask for, and what became of the newest of them. Thread-safe.
 *
 * @param <R> a run, which tells how far it is
 */
public final class AskedRuns<R extends AskedRuns.Run> {
  private static final int KEPT = 16;
  private static final int MOST_WAITING = 4;

  private final Executor thread;
  private final Map<Long, R> runs = new LinkedHashMap<>();
  private long last;

  /** Something that is done once; whatever ends it, it is over then. */
  public interface Run extends Runnable {

    /** Whether it neither waits nor runs any more. Asked by any thread. */
    boolean isOver();
  }

  /**
   * @param thread runs one after the other
   */
  public AskedRuns(Executor thread) {
    this.thread = thread;
  }

  /** Begins a run; its number, or nothing where too many wait. */
  public synchronized Optional<Long> begin(R run) {
    long waiting = runs.values().stream().filter(each -> !each.isOver()).count();
    if (waiting >= MOST_WAITING) {
      return Optional.empty();
    }
    long number = ++last;
    runs.put(number, run);
    runs.keySet().removeIf(old -> old <= number - KEPT);
    thread.execute(run);
    return Optional.of(number);
  }

  /** A run; nothing where none has that number, or has no longer. */
  public synchronized Optional<R> run(long number) {
    return Optional.ofNullable(runs.get(number));
  }
}
