package dev.firn.journal;

import dev.firn.journal.JournalStatus.State;
import java.util.Optional;

/**
 * Who may still append when the journal is full. Refusing everything would be a deadlock: an entity
 * must journal that its rows are in a file before they can be truncated. So appends that are small,
 * or of ids named in the settings, may go on into the headroom; snapshots and deletions always may.
 */
final class SpaceRules {

  private final long maxBytes;
  private final EmbeddedJournalSettings.Full full;

  SpaceRules(long maxBytes, EmbeddedJournalSettings.Full full) {
    this.maxBytes = maxBytes;
    this.full = full;
  }

  boolean isEssential(String persistenceId, long bytes) {
    return bytes <= full.essentialAppend()
        || full.essentialIds().stream().anyMatch(persistenceId::startsWith);
  }

  State state(long usedBytes, long usableDiskBytes) {
    if (usableDiskBytes < full.diskReserve()) {
      return State.DISK_LOW;
    }
    return usedBytes >= maxBytes ? State.FULL : State.WRITABLE;
  }

  /** Why there is no room for an append, if there is none. */
  Optional<String> refusal(boolean essential, long usedBytes, long usableDiskBytes) {
    long reserve = essential ? full.diskReserve() / 2 : full.diskReserve();
    long limit = essential ? maxBytes + full.headroom() : maxBytes;
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
