package dev.firn.node;

import dev.firn.journal.JournalHealth;
import dev.firn.node.http.Readiness;
import dev.firn.node.http.Readiness.Check;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** How far a node has come; what its readiness is asked of. Written once each, read by anyone. */
final class StartState {
  private volatile @Nullable JournalHealth journal;
  private volatile @Nullable ClusterMembership membership;
  private volatile @Nullable String tableTrouble = "The table is not open yet";
  private volatile boolean isWarm;
  private volatile boolean isOpen;

  Readiness readiness() {
    return new Readiness(
        List.of(
            new Check("journal", this::journalTrouble),
            new Check("cluster", this::clusterTrouble),
            new Check("table", () -> Optional.ofNullable(tableTrouble)),
            check("data-files", () -> isWarm, "No data file has been tried yet"),
            check("buffers", () -> isOpen, "The buffers have not started")));
  }

  private static Check check(String name, BooleanSupplier holds, String otherwise) {
    return new Check(name, () -> holds.getAsBoolean() ? Optional.empty() : Optional.of(otherwise));
  }

  /** Why no event can be journaled; nothing where it can. */
  Optional<String> journalTrouble() {
    JournalHealth health = journal;
    return health == null ? Optional.of("The journal is not open yet") : health.status().reason();
  }

  private Optional<String> clusterTrouble() {
    ClusterMembership member = membership;
    return member == null ? Optional.of("Not in a cluster yet") : member.trouble();
  }

  void journalOpened(JournalHealth health) {
    journal = health;
  }

  void joined(ClusterMembership member) {
    membership = member;
  }

  /** Why the table is not open yet, in a sentence. */
  void tableTrouble(String sentence) {
    tableTrouble = sentence;
  }

  void tableOpened() {
    tableTrouble = null;
  }

  void dataFilesWarmed() {
    isWarm = true;
  }

  void opened() {
    isOpen = true;
  }

  void closing() {
    isOpen = false;
  }
}
