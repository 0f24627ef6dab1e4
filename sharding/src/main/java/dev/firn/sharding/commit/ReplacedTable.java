package dev.firn.sharding.commit;

import dev.firn.sharding.TableCommits.Ledger;
import dev.firn.sharding.commit.CommitterEvent.PlannedFile;
import dev.firn.sharding.commit.CommitterEvent.TableReplaced;
import dev.firn.sharding.commit.CommitterEvent.TableReturned;
import dev.firn.sharding.commit.CommitterProtocol.AddFiles;
import dev.firn.sharding.commit.CommitterProtocol.Command;
import dev.firn.sharding.commit.CommitterProtocol.FileRefused;
import dev.firn.sharding.commit.CommitterProtocol.FilesCommitted;
import dev.firn.sharding.commit.CommitterProtocol.PendingFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.persistence.typed.javadsl.Effect;

/**
 * Closes the ledger when another table is found under the name: files that were written for the old
 * one are refused, and their partitions write the rows anew, for the new one. Each refusal follows
 * a look at the table, because the old one may come back.
 */
final class ReplacedTable {

  record TableSeen(long life, Ledger table) implements Command {}

  record TableUnseen(long life, Throwable cause) implements Command {}

  private final CommitterWork work;
  private final List<AddFiles> asking = new ArrayList<>();
  private boolean isLooking;

  ReplacedTable(CommitterWork work) {
    this.work = work;
  }

  void beginLife() {
    asking.clear();
    isLooking = false;
  }

  Effect<CommitterEvent, CommitterState> close(CommitterState state, String newUuid) {
    String reason = reason(newUuid);
    work.context.getLog().error("ledger closed ledger={} reason={}", state.ledger(), reason);
    List<PlannedFile> refused = new ArrayList<>(work.pending.all());
    state.plan().ifPresent(plan -> refused.addAll(plan.files()));
    return work.effects
        .persist(new TableReplaced(newUuid, work.now()))
        .thenRun(
            () -> {
              refused.forEach(
                  file ->
                      work.pending.tell(
                          file.partition(), new FileRefused(file.epoch(), file.flushId(), reason)));
              work.pending.clear();
            });
  }

  private static String reason(String newUuid) {
    return "the table was replaced by " + newUuid;
  }

  Effect<CommitterEvent, CommitterState> onAddFiles(AddFiles message) {
    asking.removeIf(earlier -> earlier.partition().equals(message.partition()));
    asking.add(message);
    if (!isLooking) {
      isLooking = true;
      long life = work.life();
      work.pipe(
          work.services.table().read(),
          table -> new TableSeen(life, table),
          cause -> new TableUnseen(life, cause));
    }
    return work.effects.none();
  }

  Effect<CommitterEvent, CommitterState> onSeen(CommitterState state, TableSeen seen) {
    if (!work.isOfThisLife(seen.life())) {
      return work.effects.none();
    }
    List<AddFiles> answered = List.copyOf(asking);
    beginLife();
    String uuid = seen.table().tableUuid();
    if (!uuid.equals(work.tableUuid)) {
      answered.forEach(message -> refuse(state, message, reason(uuid)));
      return work.effects.none();
    }
    work.context.getLog().warn("ledger open again ledger={}: its table is back", state.ledger());
    return work.effects
        .persist(new TableReturned(work.now()))
        .thenRun(() -> answered.forEach(work.context.getSelf()::tell));
  }

  private static void refuse(CommitterState state, AddFiles message, String reason) {
    long mark = state.marks().through(message.partition(), message.epoch(), 0);
    Optional<PendingFile> last =
        message.files().stream()
            .filter(file -> file.to() <= mark)
            .reduce((earlier, later) -> later);
    last.ifPresent(
        file ->
            message
                .replyTo()
                .tell(
                    new FilesCommitted(message.epoch(), mark, state.ledger(), state.snapshotId())));
    message.files().stream()
        .filter(file -> file.to() > mark)
        .forEach(
            file ->
                message.replyTo().tell(new FileRefused(message.epoch(), file.flushId(), reason)));
  }

  /** The partitions send again, and it is looked at again. */
  Effect<CommitterEvent, CommitterState> onUnseen(TableUnseen unseen) {
    if (work.isOfThisLife(unseen.life())) {
      beginLife();
      work.context.getLog().warn("table cannot be looked at reason={}", unseen.cause());
    }
    return work.effects.none();
  }
}
