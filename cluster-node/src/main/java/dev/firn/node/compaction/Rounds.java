package dev.firn.node.compaction;

import dev.firn.catalog.compaction.SmallFiles;
import dev.firn.node.compaction.Agenda.Item;
import dev.firn.node.settings.CompactorSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compaction in the background, on as many threads as run it: looks for small files, and compacts
 * those partitions that fall to this node. Where somebody else rewrites the table's files it leaves
 * them alone, for a day after that was last seen.
 */
final class Rounds implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
  private static final Duration REMEMBERED = Duration.ofDays(1);
  private static final Duration NOTHING_TO_DO = Duration.ofSeconds(1);

  private final SmallFiles files;
  private final Jobs jobs;
  private final CompactorSettings settings;
  private final Membership membership;
  private final CompactionMeters meters;
  private final InstantSource clock;
  private final Agenda agenda;
  private final ReentrantLock looking = new ReentrantLock();
  private Set<String> nodes = Set.of();
  private long seen;
  private Instant nextLook = Instant.MIN;
  private Optional<Elsewhere> elsewhere = Optional.empty();

  /**
   * The cluster, as far as it matters here.
   *
   * @param self this node's name
   * @param nodes names of all that compact; empty while this one is in no cluster
   */
  record Membership(String self, Supplier<Set<String>> nodes) {}

  private record Elsewhere(String who, Instant until) {}

  Rounds(
      SmallFiles files,
      Jobs jobs,
      CompactorSettings settings,
      Agenda.Rules rules,
      Membership membership,
      CompactionMeters meters,
      InstantSource clock) {
    this.files = files;
    this.jobs = jobs;
    this.settings = settings;
    this.membership = membership;
    this.meters = meters;
    this.clock = clock;
    this.agenda = new Agenda(rules);
  }

  /** Until it is stopped. */
  @Override
  public void run() {
    while (!jobs.isOver()) {
      try {
        Optional<Item> item = jobs.isPressed() ? Optional.empty() : next();
        if (item.isPresent()) {
          compact(item.get());
        } else {
          TimeUnit.MILLISECONDS.sleep(NOTHING_TO_DO.toMillis());
        }
      } catch (CancellationException | InterruptedException e) {
        return;
      }
    }
  }

  private void compact(Item item) {
    Agenda.Result result = Agenda.Result.FAILED;
    try {
      result = jobs.run(item.partition(), item.occasion()).result();
    } finally {
      ended(item, result);
    }
  }

  private synchronized void ended(Item item, Agenda.Result result) {
    agenda.ended(item, result, clock.instant());
  }

  /** One thread looks at the table; who asks how things stand does not wait for it. */
  private Optional<Item> next() {
    if (looking.tryLock()) {
      try {
        if (!clock.instant().isBefore(nextLook)) {
          look();
          nextLook = clock.instant().plus(settings.interval());
        }
      } finally {
        looking.unlock();
      }
    }
    return take();
  }

  private synchronized Optional<Item> take() {
    return whyNot().isPresent() ? Optional.empty() : agenda.take(clock.instant());
  }

  /** What another node had in its share is not known here: then everything is looked at again. */
  private void look() {
    try {
      Set<String> current = Set.copyOf(membership.nodes().get());
      if (!current.equals(nodes)) {
        nodes = current;
        seen = 0;
        clear();
      }
      if (!nodes.isEmpty()) {
        SmallFiles.Found found = files.after(seen);
        grew(found);
        seen = found.through();
      }
    } catch (RuntimeException | Error e) {
      if (!jobs.isOver()) {
        meters.lookFailed();
        LOG.warn("The table could not be looked at for small files; it will be, later", e);
      }
    }
  }

  private synchronized void clear() {
    agenda.clear();
  }

  private synchronized void grew(SmallFiles.Found found) {
    Instant now = clock.instant();
    found
        .files()
        .forEach(
            (partition, count) -> {
              if (Owners.of(partition.id(), nodes).equals(Optional.of(membership.self()))) {
                agenda.grew(partition, count, now);
              }
            });
    found.elsewhere().ifPresent(who -> remember(who, now));
  }

  private void remember(String who, Instant now) {
    if (elsewhere.isEmpty() && !settings.besideOthers()) {
      LOG.warn(
          "Compaction is left to others: {}. firn.compaction.beside-others = true has Firn do it too",
          who);
    }
    elsewhere = Optional.of(new Elsewhere(who, now.plus(REMEMBERED)));
  }

  /** Why this node compacts nothing by itself; empty where it does. */
  synchronized Optional<String> whyNot() {
    Instant now = clock.instant();
    elsewhere = elsewhere.filter(seenOnce -> now.isBefore(seenOnce.until()));
    return settings.besideOthers() ? Optional.empty() : elsewhere.map(Elsewhere::who);
  }

  synchronized int waiting() {
    return agenda.due(clock.instant());
  }
}
