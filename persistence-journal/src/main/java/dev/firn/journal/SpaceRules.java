package dev.firn.journal;

import dev.firn.journal.JournalStatus.State;
import java.util.Optional;
import java.util.Set;

/**
 * Who may still append when the journal is full. Refusing everything would be a deadlock: an entity
 * must journal that its rows are in a file before they can be truncated. So appends may go on into
 * the headroom, unless they hold an event of a kind that the settings call refusable; where they
 * name none, the small ones and those of ids named in the settings may. Snapshots and deletions
 * always may.
 */
public final class SpaceRules {

  private final long maxBytes;
  private final EmbeddedJournalSettings.Full full;

  public SpaceRules(long maxBytes, EmbeddedJournalSettings.Full full) {
    this.maxBytes = maxBytes;
    this.full = full;
  }

  /**
   * Whether an append may go into the headroom.
   *
   * @param manifests of the events' payloads
   */
  public boolean isEssential(String persistenceId, Set<String> manifests, long bytes) {
    if (full.essentialIds().stream().anyMatch(persistenceId::startsWith)) {
      return true;
    }
    return full.refusableManifests().isEmpty()
        ? bytes <= full.essentialAppend()
        : full.refusableManifests().stream().noneMatch(manifests::contains);
  }

  public State state(long usedBytes, long usableDiskBytes) {
    if (usableDiskBytes < full.diskReserve()) {
      return State.DISK_LOW;
    }
    return usedBytes >= maxBytes ? State.FULL : State.WRITABLE;
  }

  /** Why there is no room for what clients bring, if there is none. */
  public Optional<String> refusal(long usedBytes, long usableDiskBytes) {
    return refusal(maxBytes, full.diskReserve(), usedBytes, usableDiskBytes);
  }

  /**
   * Why an append cannot be taken, if it cannot. Those who asked a moment ago whether there is room
   * may still come: a part of the headroom is theirs, so that they need not fail.
   */
  public Optional<String> refusalOfAppend(boolean essential, long usedBytes, long usableDiskBytes) {
    return essential
        ? refusal(maxBytes + full.headroom(), full.diskReserve() / 2, usedBytes, usableDiskBytes)
        : refusal(maxBytes + full.headroom() / 4, full.diskReserve(), usedBytes, usableDiskBytes);
  }

  private Optional<String> refusal(long limit, long reserve, long usedBytes, long usableDiskBytes) {
    if (usableDiskBytes < reserve) {
      return Optional.of(
          "%d bytes are free on the journal's disk, %d are kept in reserve"
              .formatted(usableDiskBytes, full.diskReserve()));
    }
    if (usedBytes >= limit) {
      return Optional.of("The journal holds %d of its %d bytes".formatted(usedBytes, maxBytes));
    }
    return Optional.empty();
  }
}
