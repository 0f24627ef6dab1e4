package dev.firn.node.compaction;

import dev.firn.catalog.compaction.Occasion;
import dev.firn.events.PartitionKey;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which partition is to be looked at next. While its hour lasts, one into which a threshold of
 * small files has come; after the hour one that has settled, or one with too many that came late. A
 * partition is forgotten once it was looked at after it had settled, until files come again. Not
 * thread-safe.
 */
final class Agenda {
  private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
  private static final Duration LONGEST_RETRY = Duration.ofMinutes(30);

  /**
   * What it goes by.
   *
   * @param threshold of files that are too many
   * @param settle after which nothing that has come is in doubt
   * @param afterHour how long after its end an hour counts as passed
   */
  record Rules(int threshold, Duration settle, Duration afterHour) {}

  /** What is to be done. */
  record Item(PartitionKey partition, Occasion occasion) {}

  /** What became of it. */
  enum Result {
    /** There may be more to do at once. */
    MORE,
    DONE,
    /** To be tried again, later. */
    FAILED
  }

  private static final class Entry {
    private int files;
    private Instant changed;
    private Instant taken = Instant.MIN;
    private Instant notBefore = Instant.MIN;
    private Duration pause = FIRST_RETRY;
    private boolean isTaken;

    Entry(Instant changed) {
      this.changed = changed;
    }
  }

  private final Rules rules;
  private final Map<PartitionKey, Entry> entries = new LinkedHashMap<>();

  Agenda(Rules rules) {
    this.rules = rules;
  }

  /** Small files have come. */
  void grew(PartitionKey partition, int files, Instant now) {
    Entry entry = entries.computeIfAbsent(partition, key -> new Entry(now));
    entry.files += files;
    entry.changed = now;
  }

  /** Takes the next one. It is not given out again until it was {@link #ended}. */
  Optional<Item> take(Instant now) {
    for (Map.Entry<PartitionKey, Entry> each : entries.entrySet()) {
      Entry entry = each.getValue();
      Occasion occasion = occasion(each.getKey(), now);
      if (!entry.isTaken && !now.isBefore(entry.notBefore) && isDue(entry, occasion, now)) {
        entry.isTaken = true;
        entry.taken = now;
        entry.files = 0;
        return Optional.of(new Item(each.getKey(), occasion));
      }
    }
    return Optional.empty();
  }

  private Occasion occasion(PartitionKey partition, Instant now) {
    Instant passed = partition.start().plusSeconds(3600).plus(rules.afterHour());
    return now.isBefore(passed) ? Occasion.HOUR_LASTS : Occasion.HOUR_PASSED;
  }

  private boolean isDue(Entry entry, Occasion occasion, Instant now) {
    return entry.files >= rules.threshold()
        || (occasion == Occasion.HOUR_PASSED && hasSettled(entry, now));
  }

  private boolean hasSettled(Entry entry, Instant now) {
    return !now.isBefore(entry.changed.plus(rules.settle()));
  }

  void ended(Item item, Result result, Instant now) {
    @Nullable Entry entry = entries.get(item.partition());
    if (entry == null) {
      return;
    }
    entry.isTaken = false;
    if (result == Result.FAILED) {
      entry.notBefore = now.plus(entry.pause);
      entry.pause = shorter(entry.pause.multipliedBy(2), LONGEST_RETRY);
      entry.files += rules.threshold();
      return;
    }
    entry.pause = FIRST_RETRY;
    if (result == Result.MORE) {
      entry.files += rules.threshold();
    } else if (item.occasion() == Occasion.HOUR_PASSED && hasSettled(entry, entry.taken)) {
      entries.remove(item.partition());
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Forgets all that is not taken; what is comes to its end. */
  void clear() {
    entries.values().removeIf(entry -> !entry.isTaken);
  }

  /** How many are due and not taken. */
  int due(Instant now) {
    return (int)
        entries.entrySet().stream()
            .filter(each -> !each.getValue().isTaken)
            .filter(each -> isDue(each.getValue(), occasion(each.getKey(), now), now))
            .count();
  }
}
