package dev.firn.node;

import dev.firn.journal.JournalUnavailableException;
import dev.firn.journal.postgres.NodeRegister;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's name in the register of the journal that its cluster shares. One process holds a
 * name: of two with one name in a cluster, messages for one would reach the other, and the second
 * would found a cluster of its own on the same journal.
 */
final class HeldName implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HeldName.class);
  private static final Duration RENEWAL = Duration.ofSeconds(1);
  private static final Duration AGAIN = Duration.ofMillis(200);

  private final NodeRegister register;
  private final String name;
  private final BooleanSupplier isMember;
  private final String process = UUID.randomUUID().toString();
  private volatile Runnable taken = () -> {};
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "firn-name");
            thread.setDaemon(true);
            return thread;
          });

  private HeldName(NodeRegister register, String name, BooleanSupplier isMember) {
    this.register = register;
    this.name = name;
    this.isMember = isMember;
  }

  /**
   * Takes the name; waits for the row of a process that is gone to grow old.
   *
   * @param isMember whether this node is in a cluster by now
   * @throws IllegalArgumentException where another process holds it
   */
  static HeldName take(NodeRegister register, String name, BooleanSupplier isMember) {
    HeldName held = new HeldName(register, name, isMember);
    long deadline = System.nanoTime() + NodeRegister.GONE_AFTER.plus(RENEWAL).toNanos();
    while (!held.renew()) {
      if (System.nanoTime() > deadline) {
        held.clock.shutdownNow();
        throw new IllegalArgumentException(
            "another process is "
                + name
                + " in this cluster, and runs: give this node a name of its own (firn.cluster.host"
                + " and port), or stop the other");
      }
      LockSupport.parkNanos(AGAIN.toNanos());
    }
    return held;
  }

  private boolean renew() {
    return register.hold(name, process, isMember.getAsBoolean());
  }

  /**
   * Renews it from now on.
   *
   * @param ended told once, where another process has taken it: this one was not heard of for long
   */
  void keep(Runnable ended) {
    taken = ended;
    Future<?> unused =
        clock.scheduleWithFixedDelay(
            this::tryToRenew, RENEWAL.toMillis(), RENEWAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Tells at once that this node is in a cluster: others look at that before they found one. */
  void joined() {
    try {
      clock.execute(this::tryToRenew);
    } catch (RejectedExecutionException e) {
      LOG.debug("The name {} has been let go of already", name, e);
    }
  }

  private void tryToRenew() {
    try {
      if (!renew()) {
        clock.shutdown();
        taken.run();
      }
    } catch (JournalUnavailableException e) {
      // The journal says so itself; the next time will tell.
      LOG.debug("The name {} could not be renewed", name, e);
    }
  }

  /** Lets go of it, so that the next process need not wait. */
  @Override
  public void close() {
    clock.shutdown();
    try {
      // Else a renewal under way could take it again.
      if (!clock.awaitTermination(RENEWAL.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("The name {} is still being renewed", name);
      }
      register.letGo(name, process);
    } catch (JournalUnavailableException e) {
      // It grows old by itself.
      LOG.debug("The name {} could not be let go of", name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
