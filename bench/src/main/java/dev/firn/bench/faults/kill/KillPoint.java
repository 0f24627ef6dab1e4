package dev.firn.bench.faults.kill;

import com.typesafe.config.Config;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.ActorSystem;

/**
 * A moment at which a node kills its own process: right before, or right after, something is
 * durable in the journal or the snapshot store.
 *
 * @param what the event's class, {@code Snapshot} for a snapshot, {@code Truncation} for a deletion
 * @param whose beginning of the persistence id: {@code partition} or {@code table-committer}
 * @param count of such moments, the first is 1; 0 for never
 */
public record KillPoint(boolean isAfter, String what, String whose, int count) {
  public static final String SNAPSHOT = "Snapshot";
  public static final String TRUNCATION = "Truncation";
  private static final String SECTION = "bench.faults";

  /** Settings that put the plugins in front of a node's own. */
  public List<String> settings() {
    return List.of(
        "-Dpekko.persistence.journal.plugin=" + SECTION + ".journal",
        "-Dpekko.persistence.snapshot-store.plugin=" + SECTION + ".snapshots",
        "-D" + SECTION + ".journal.class=" + KillingJournal.class.getName(),
        "-D" + SECTION + ".snapshots.class=" + KillingSnapshots.class.getName(),
        "-D" + SECTION + ".after=" + isAfter,
        "-D" + SECTION + ".what=" + what,
        "-D" + SECTION + ".whose=" + whose,
        "-D" + SECTION + ".count=" + count);
  }

  /** The same step, when it comes for the nth time. */
  public KillPoint at(int nth) {
    return new KillPoint(isAfter, what, whose, nth);
  }

  static KillPoint from(Config root) {
    Config config = root.getConfig(SECTION);
    return new KillPoint(
        config.getBoolean("after"),
        config.getString("what"),
        config.getString("whose"),
        config.getInt("count"));
  }

  /**
   * Id of the plugin of the profile that the node would use; its snapshots are in {@code
   * .snapshot}.
   */
  static String realJournal(ActorSystem system) {
    return "firn.journal." + system.settings().config().getString("firn.journal.profile");
  }

  boolean isHere(String persistenceId, String moment, AtomicInteger seen) {
    return moment.equals(what)
        && persistenceId.startsWith(whose)
        && seen.incrementAndGet() == count;
  }

  /** SIGKILL to this very process: no hook runs, no buffer is flushed. Does not return. */
  static void killThisProcess() {
    try {
      new ProcessBuilder("kill", "-KILL", Long.toString(ProcessHandle.current().pid()))
          .start()
          .waitFor();
    } catch (IOException e) {
      Runtime.getRuntime().halt(137);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      Runtime.getRuntime().halt(137);
    }
  }

  @Override
  public String toString() {
    return (isAfter ? "after " : "before ") + what + " of " + whose;
  }
}
