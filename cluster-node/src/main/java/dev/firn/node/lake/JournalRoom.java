package dev.firn.node.lake;

import dev.firn.journal.JournalHealth;
import dev.firn.sharding.JournalSpace;
import java.util.Optional;

/** Whether the journal takes events of clients. */
public final class JournalRoom implements JournalSpace {
  private final JournalHealth journal;

  public JournalRoom(JournalHealth journal) {
    this.journal = journal;
  }

  @Override
  public Optional<String> refusal() {
    return switch (journal.state()) {
      case WRITABLE -> Optional.empty();
      case FULL -> Optional.of("journal full");
      case DISK_LOW -> Optional.of("journal disk low");
      case READ_ONLY -> Optional.of("journal read-only");
      case UNREACHABLE -> Optional.of("journal unreachable");
      case CLOSED -> Optional.of("journal closed");
    };
  }
}
