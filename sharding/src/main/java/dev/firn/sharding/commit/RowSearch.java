package dev.firn.sharding.commit;

import dev.firn.sharding.TableCommits.Found;
import dev.firn.sharding.TableCommits.Rows;
import dev.firn.sharding.commit.CommitterEvent.Lost;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import dev.firn.sharding.commit.CommitterEvent.PlannedFile;
import dev.firn.sharding.commit.CommitterProtocol.Command;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.pekko.persistence.typed.javadsl.Effect;

/**
 * Asks the rows themselves, one commit after the other, where a look at the table's history has not
 * told whether commits are still there. Slow: what was found is remembered, so that the next look
 * need not ask again.
 */
final class RowSearch {

  record RowsSeen(long look, long ledger, Rows rows) implements Command {}

  record RowsDue(long look) implements Command {}

  record RowsFailed(long look, Throwable cause) implements Command {}

  private final CommitterWork work;
  private final SeenCommits seen;
  private final Looks looks;
  private final Function<CommitterState, Effect<CommitterEvent, CommitterState>> ended;
  private final BiFunction<CommitterState, String, Effect<CommitterEvent, CommitterState>> replaced;
  private final ArrayDeque<Long> undecided = new ArrayDeque<>();
  private final Trouble trouble = new Trouble();
  private boolean isAnyDoubtful;

  /**
   * @param ended goes on when every commit has been asked for
   * @param replaced says what to do when another table is found
   */
  RowSearch(
      CommitterWork work,
      SeenCommits seen,
      Looks looks,
      Function<CommitterState, Effect<CommitterEvent, CommitterState>> ended,
      BiFunction<CommitterState, String, Effect<CommitterEvent, CommitterState>> replaced) {
    this.work = work;
    this.seen = seen;
    this.looks = looks;
    this.ended = ended;
    this.replaced = replaced;
  }

  void clear() {
    undecided.clear();
    isAnyDoubtful = false;
  }

  /** Commits of which nobody but an operator can tell whether they are there. */
  Trouble trouble() {
    return trouble;
  }

  void add(List<Long> ledgers) {
    undecided.addAll(ledgers);
  }

  /** From the actor itself, after something was journaled. */
  void goOn() {
    work.context.getSelf().tell(new RowsDue(looks.newest()));
  }

  Effect<CommitterEvent, CommitterState> onDue(CommitterState state, RowsDue due) {
    return looks.isNewest(due.look()) ? next(state) : work.effects.none();
  }

  Effect<CommitterEvent, CommitterState> next(CommitterState state) {
    Optional<KeptLedger> kept = nextKept(state);
    if (kept.isEmpty()) {
      if (!isAnyDoubtful) {
        trouble.end();
      }
      return ended.apply(state);
    }
    long look = looks.newest();
    long ledger = kept.get().ledger();
    CompletionStage<Rows> rows =
        work.services
            .journal()
            .read(work.persistenceId, kept.get().plannedNumber())
            .thenCompose(plan -> work.services.table().find(descriptors(plan)));
    work.pipe(
        rows, found -> new RowsSeen(look, ledger, found), cause -> new RowsFailed(look, cause));
    return work.effects.none();
  }

  /** Of those that are still kept: an operator may have dropped some meanwhile. */
  private Optional<KeptLedger> nextKept(CommitterState state) {
    while (!undecided.isEmpty()) {
      Optional<KeptLedger> kept = state.settling().find(undecided.getFirst());
      if (kept.isPresent()) {
        return kept;
      }
      undecided.removeFirst();
    }
    return Optional.empty();
  }

  private static List<String> descriptors(Planned plan) {
    return plan.files().stream().map(PlannedFile::file).map(file -> file.descriptor()).toList();
  }

  Effect<CommitterEvent, CommitterState> onSeen(CommitterState state, RowsSeen answer) {
    if (!looks.isNewest(answer.look())) {
      return work.effects.none();
    }
    Rows rows = answer.rows();
    if (!rows.tableUuid().equals(work.tableUuid)) {
      return replaced.apply(state, rows.tableUuid());
    }
    undecided.remove(answer.ledger());
    if (rows.found() == Found.NONE) {
      return lost(answer.ledger(), rows);
    }
    if (rows.found() == Found.ALL) {
      seen.see(answer.ledger(), rows.snapshotId());
    } else {
      doubt(answer.ledger());
    }
    return next(state);
  }

  private Effect<CommitterEvent, CommitterState> lost(long ledger, Rows rows) {
    work.context.getLog().error("commit gone from the table ledger={}", ledger);
    seen.forget(List.of(ledger));
    return work.effects
        .persist(new Lost(List.of(ledger), rows.snapshotId(), rows.sequenceNumber(), work.now()))
        .thenRun(this::goOn);
  }

  private void doubt(long ledger) {
    String reason =
        "commit "
            + ledger
            + " is no longer in the table's history, and only some of its rows are in the table;"
            + " an operator is to accept that or to mend it";
    if (!trouble.isThere()) {
      work.services.metrics().parked(reason);
    }
    isAnyDoubtful = true;
    trouble.arise(reason, work.now());
    work.context.getLog().error("commit cannot settle ledger={} reason={}", ledger, reason);
  }
}
