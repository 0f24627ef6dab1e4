package dev.firn.sharding.cluster;

import dev.firn.sharding.TableCommits;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of a table in memory: a commit lands once however often it is tried. Answers what it
 * is told to, and does to the table what other clients do.
 */
class MemoryCommits implements TableCommits {
  final MemoryHistory history;
  private int loseAnswers;
  private int refuseFiles;
  private int rollBacks;
  private int looks;
  private int searches;
  private CompletableFuture<Void> lookEnds = CompletableFuture.completedFuture(null);
  private CompletableFuture<Void> readEnds = CompletableFuture.completedFuture(null);
  private @Nullable CompletableFuture<Void> attemptEnds;
  private boolean isCommitBlocked;
  private boolean isMissing;
  private boolean isHistoryShort;
  private boolean areBasesHidden;

  MemoryCommits(String uuid) {
    this.history = new MemoryHistory(uuid);
  }

  @Override
  public synchronized CompletionStage<Ledger> read() {
    return isMissing
        ? CompletableFuture.failedFuture(new IllegalStateException("no such table"))
        : readEnds.thenApply(now -> ledgerNow());
  }

  private synchronized Ledger ledgerNow() {
    return new Ledger(history.uuid(), history.ledger(), history.current(), history.current());
  }

  @Override
  public synchronized CompletionStage<Outcome> attempt(Plan plan) {
    CompletableFuture<Void> end = attemptEnds;
    if (end != null) {
      attemptEnds = null;
      return end.thenCompose(now -> attempt(plan));
    }
    return CompletableFuture.completedFuture(outcome(plan));
  }

  private Outcome outcome(Plan plan) {
    if (isCommitBlocked || isMissing) {
      return new Outcome.Unknown("the catalog is away", Optional.empty());
    }
    if (!plan.tableUuid().equals(history.uuid())) {
      return new Outcome.TableReplaced(history.uuid());
    }
    if (refuseFiles > 0) {
      refuseFiles--;
      return new Outcome.Unusable(List.of(0), "told so");
    }
    Optional<String> before = history.commit(plan.ledger());
    return before.isPresent() ? there(plan, before.get()) : add(plan);
  }

  private Outcome add(Plan plan) {
    if (plan.ledger() != history.ledger() + 1) {
      return new Outcome.Park("ledger " + history.ledger() + ", plan " + plan.ledger());
    }
    if (plan.undone().stream().anyMatch(history::contains)) {
      return new Outcome.Returned("told so");
    }
    List<String> earlier = history.markersOf(plan.descriptors().get(0));
    if (!plan.undone().containsAll(earlier)) {
      return new Outcome.Park("expected to hear of " + earlier + ", not " + plan.undone());
    }
    history.land(plan.ledger(), plan.commitId(), plan.descriptors());
    return there(plan, plan.commitId());
  }

  private boolean isOnBase(Plan plan) {
    return !areBasesHidden
        && (plan.baseSnapshotId() == -1 || history.contains(plan.baseSnapshotId()));
  }

  /** The number is used. */
  private Outcome there(Plan plan, String commitId) {
    String marker = plan.ledger() + ":" + plan.commitId();
    if (!commitId.equals(plan.commitId())) {
      return new Outcome.Overtaken(plan.ledger() + ":" + commitId, "another has the number");
    }
    if (rollBacks > 0) {
      rollBacks--;
      history.takeOut(marker);
    }
    if (!history.contains(marker)) {
      return new Outcome.RolledBack(history.current(), history.current(), "told so");
    }
    if (loseAnswers > 0) {
      loseAnswers--;
      return new Outcome.Unknown("the answer was lost", Optional.empty());
    }
    return new Outcome.Committed(history.current(), history.current(), isOnBase(plan));
  }

  @Override
  public synchronized CompletionStage<Sighting> examine(Examination examination) {
    if (isMissing) {
      return CompletableFuture.failedFuture(new IllegalStateException("no such table"));
    }
    List<Long> gone =
        examination.kept().stream()
            .filter(kept -> !history.contains(kept.seenIn()))
            .filter(kept -> isHistoryShort || kept.markers().stream().noneMatch(history::contains))
            .map(Kept::ledger)
            .toList();
    long current = history.current();
    Sighting sighting =
        isHistoryShort
            ? new Sighting(history.uuid(), current, current, List.of(), List.of(), gone)
            : new Sighting(history.uuid(), current, current, gone, List.of(), List.of());
    looks++;
    return lookEnds.thenApply(now -> sighting);
  }

  @Override
  public synchronized CompletionStage<Rows> find(List<String> descriptors) {
    searches++;
    List<String> live = history.files();
    long found = descriptors.stream().filter(live::contains).count();
    Found answer = found == 0 ? Found.NONE : found == descriptors.size() ? Found.ALL : Found.SOME;
    return CompletableFuture.completedFuture(
        new Rows(history.uuid(), history.current(), history.current(), answer));
  }

  /** Commits of these numbers leave the history, as after somebody's rollback. */
  synchronized void rollBackTo(long lastLedger) {
    history.rollBackTo(lastLedger);
  }

  /** Somebody puts the table back to where it was. */
  synchronized void undoRollback() {
    history.undoRollback();
  }

  /** A client deletes the rows of a file. */
  synchronized void deleteOneFileOf(long ledgerNumber) {
    history.deleteOneFileOf(ledgerNumber);
  }

  /** History does not tell: somebody expires every snapshot. */
  synchronized void shortenHistory(boolean isShort) {
    isHistoryShort = isShort;
    history.expireAll(isShort);
  }

  synchronized void drop(boolean missing) {
    isMissing = missing;
  }

  /** Another, empty table under the name. */
  synchronized void recreate(String newUuid) {
    isMissing = false;
    history.recreate(newUuid);
  }

  /** Another table under the name; this one waits where it is, and may be swapped in again. */
  synchronized void swap(String newUuid) {
    history.swap(newUuid);
  }

  /** Looks at the table that begin from now on end with this. */
  synchronized void endLooksWith(CompletableFuture<Void> end) {
    lookEnds = end;
  }

  /** Where the table's ledger stands is told when this ends, as it is then. */
  synchronized void endReadsWith(CompletableFuture<Void> end) {
    readEnds = end;
  }

  /** The next attempt hangs on its way to the catalog until this ends. */
  synchronized void endAttemptWith(CompletableFuture<Void> end) {
    attemptEnds = end;
  }

  /** Whether the attempt that is to hang does. */
  synchronized boolean isAttemptHanging() {
    return attemptEnds == null;
  }

  /** No commit can be seen to be on its base, as when others write in between. */
  synchronized void hideBases() {
    areBasesHidden = true;
  }

  /** How often the table was looked at, and how often rows were searched for. */
  synchronized int looks() {
    return looks;
  }

  synchronized int searches() {
    return searches;
  }

  synchronized long ledger() {
    return history.ledger();
  }

  synchronized void loseAnswers(int times) {
    loseAnswers = times;
  }

  synchronized void rollBack(int times) {
    rollBacks = times;
  }

  synchronized void refuseFiles(int times) {
    refuseFiles = times;
  }

  synchronized void blockCommits(boolean blocked) {
    isCommitBlocked = blocked;
  }
}
