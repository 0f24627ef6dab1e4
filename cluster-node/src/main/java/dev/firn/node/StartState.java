package dev.firn.node;

import dev.firn.journal.JournalHealth;
import dev.firn.journal.JournalStatus;
import dev.firn.node.http.Readiness;
import dev.firn.node.http.Readiness.Check;
import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.StuckPartition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How far a node has come; what its readiness is asked of. Written once each, read by anyone. */
final class StartState {
  private final CommitHealth commits;
  private volatile @Nullable JournalHealth journal;
  private volatile @Nullable ClusterMembership membership;
  private volatile @Nullable String tableTrouble = "The table is not open yet";
  private volatile Supplier<List<CommitterStatus>> committers = List::of;
  private volatile Supplier<List<StuckPartition>> stuck = List::of;
  private volatile boolean isWarm;
  private volatile boolean isOpen;

  StartState(CommitHealth commits) {
    this.commits = commits;
  }

  Readiness readiness(Set<String> roles) {
    return RoleReadiness.of(
        roles,
        List.of(
            new Check("journal", this::journalTrouble),
            new Check("cluster", this::clusterTrouble),
            new Check("table", () -> Optional.ofNullable(tableTrouble)),
            check("data-files", () -> isWarm, "No data file has been tried yet"),
            check("buffers", () -> isOpen, "The buffers have not started"),
            new Check("commits", this::commitTrouble)),
        List.of(
            new Check("commits", this::commitWarning),
            new Check("partitions", () -> StuckWarning.of(stuck.get()))));
  }

  private Optional<String> commitWarning() {
    return commits.warning(committers.get(), Instant.now());
  }

  private Optional<String> commitTrouble() {
    JournalHealth health = journal;
    if (health == null) {
      return Optional.empty();
    }
    JournalStatus status = health.status();
    double use = (double) status.usedBytes() / Math.max(1, status.maxBytes());
    return commits.trouble(committers.get(), use, Instant.now());
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

  /**
   * @param seen how the committers stand, cheaply
   * @param standingStill partitions that do, cheaply
   */
  void buffersStarted(
      Supplier<List<CommitterStatus>> seen, Supplier<List<StuckPartition>> standingStill) {
    committers = seen;
    stuck = standingStill;
  }

  void opened() {
    isOpen = true;
  }

  void closing() {
    isOpen = false;
  }
}
