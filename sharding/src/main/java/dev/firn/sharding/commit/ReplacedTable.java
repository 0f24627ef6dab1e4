package dev.firn.sharding.commit;

import dev.firn.sharding.TableCommits.Ledger;
import dev.firn.sharding.commit.CommitterEvent.FilesRefused;
import dev.firn.sharding.commit.CommitterEvent.PlannedFile;
import dev.firn.sharding.commit.CommitterEvent.RefusedFile;
import dev.firn.sharding.commit.CommitterEvent.TableReplaced;
import dev.firn.sharding.commit.CommitterEvent.TableReturned;
import dev.firn.sharding.commit.CommitterProtocol.AddFiles;
import dev.firn.sharding.commit.CommitterProtocol.Command;
import dev.firn.sharding.commit.CommitterProtocol.FileRefused;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.pekko.persistence.typed.javadsl.Effect;

/**
 * Closes the ledger when another table is found under the name: files that were written for the old
 * one are refused, and their partitions write the rows anew, for the new one. Each refusal follows
 * a look at the table, because the old one may come back. Then the plan that was open is taken up
 * as it was if it may have landed, and given up if it has not; and what settles is looked for.
 */
final class ReplacedTable {

  record TableSeen(long life, Ledger table) implements Command {}

  record TableUnseen(long life, Throwable cause) implements Command {}

  record ReturnDue() implements Command {}

  private final CommitterWork work;
  private final BooleanSupplier isAttempting;
  private final Consumer<CommitterState> reopened;
  private final List<AddFiles> asking = new ArrayList<>();
  private boolean isLooking;

  /**
   * @param isAttempting whether an attempt at the open plan is under way: it is not given up then
   * @param reopened called when the ledger goes on
   */
  ReplacedTable(
      CommitterWork work, BooleanSupplier isAttempting, Consumer<CommitterState> reopened) {
    this.work = work;
    this.isAttempting = isAttempting;
    this.reopened = reopened;
  }

  void beginLife(CommitterState state) {
    forgetAsking();
    if (state.replacedBy().isPresent()) {
      watch(state);
    }
  }

  private void forgetAsking() {
    asking.clear();
    isLooking = false;
  }

  /** What was under way when the table went may say it again. */
  Effect<CommitterEvent, CommitterState> close(CommitterState state, String newUuid) {
    if (state.replacedBy().isPresent()) {
      return work.effects.none();
    }
    String reason = reason(newUuid);
    work.context.getLog().error("ledger closed ledger={} reason={}", state.ledger(), reason);
    List<PlannedFile> files = new ArrayList<>(work.pending.all());
    state.plan().ifPresent(plan -> files.addAll(plan.files()));
    List<CommitterEvent> events = new ArrayList<>(refusal(state, files));
    events.add(new TableReplaced(newUuid, work.now(), false));
    return work.effects
        .persist(events)
        .thenRun(
            (CommitterState after) -> {
              files.forEach(file -> tell(file, reason));
              work.pending.clear();
              watch(after);
            });
  }

  /** What is to be journaled before partitions are told so; nothing where it was before. */
  private List<CommitterEvent> refusal(CommitterState state, List<PlannedFile> files) {
    List<RefusedFile> news =
        files.stream()
            .map(file -> new RefusedFile(file.partition(), file.flushId()))
            .filter(file -> !state.refused().contains(file))
            .toList();
    return news.isEmpty() ? List.of() : List.of(new FilesRefused(news, work.now()));
  }

  private void tell(PlannedFile file, String reason) {
    work.pending.tell(file.partition(), new FileRefused(file.epoch(), file.flushId(), reason));
  }

  private static String reason(String newUuid) {
    return "the table was replaced by " + newUuid;
  }

  /** Where something is left to do, the table's return is noticed without traffic, if slowly. */
  private void watch(CommitterState state) {
    if (state.plan().isPresent() || !state.settling().isEmpty()) {
      work.timers.startSingleTimer(ReturnDue.class, new ReturnDue(), work.settings.alarmAfter());
    }
  }

  Effect<CommitterEvent, CommitterState> onReturnDue(CommitterState state) {
    look(state);
    return work.effects.none();
  }

  Effect<CommitterEvent, CommitterState> onAddFiles(CommitterState state, AddFiles message) {
    asking.removeIf(earlier -> earlier.partition().equals(message.partition()));
    asking.add(message);
    look(state);
    return work.effects.none();
  }

  /**
   * While the table is there: files that their partition was told to write anew, and that come late
   * or are asked for a second time.
   *
   * @return whether there were any, and so nothing of the message is to be taken in
   */
  boolean refuseAgain(CommitterState state, AddFiles message) {
    long mark = state.marks().through(message.partition(), message.epoch(), 0);
    List<PlannedFile> late = state.refused().among(message, mark, state.plan());
    late.forEach(file -> tell(message, file, "it was refused while the table was away"));
    return !late.isEmpty();
  }

  /** Whether the table is back. */
  void look(CommitterState state) {
    if (isLooking || state.replacedBy().isEmpty()) {
      return;
    }
    isLooking = true;
    long life = work.life();
    work.pipe(
        work.services.table().read(),
        table -> new TableSeen(life, table),
        cause -> new TableUnseen(life, cause));
  }

  Effect<CommitterEvent, CommitterState> onSeen(CommitterState state, TableSeen seen) {
    if (!work.isOfThisLife(seen.life())) {
      return work.effects.none();
    }
    List<AddFiles> answered = List.copyOf(asking);
    forgetAsking();
    String uuid = seen.table().tableUuid();
    if (!uuid.equals(work.tableUuid)) {
      watch(state);
      return refuse(state, answered, reason(uuid));
    }
    boolean abandonsPlan = state.isPlanWrittenAnew() && !mayHaveLanded(state, seen.table());
    if (abandonsPlan && isAttempting.getAsBoolean()) {
      work.context
          .getLog()
          .warn("ledger stays closed ledger={}: an attempt may land yet", state.ledger());
      watch(state);
      return work.effects.none();
    }
    work.context
        .getLog()
        .warn(
            "ledger open again ledger={} abandons-plan={}: its table is back",
            state.ledger(),
            abandonsPlan);
    return work.effects
        .persist(new TableReturned(work.now(), abandonsPlan))
        .thenRun(
            (CommitterState after) -> {
              work.timers.cancel(ReturnDue.class);
              reopened.accept(after);
              answered.forEach(work.context.getSelf()::tell);
            });
  }

  /** A commit that has landed leaves its number, whatever was rolled back since. */
  private static boolean mayHaveLanded(CommitterState state, Ledger table) {
    return state.plan().filter(plan -> table.ledger() < plan.ledger()).isEmpty();
  }

  private Effect<CommitterEvent, CommitterState> refuse(
      CommitterState state, List<AddFiles> messages, String reason) {
    List<PlannedFile> files =
        messages.stream().flatMap(message -> notInTheTable(state, message)).toList();
    return work.effects
        .persist(refusal(state, files))
        .thenRun(
            (CommitterState after) ->
                messages.forEach(
                    message -> {
                      FileIntake.tellCommitted(after, message);
                      notInTheTable(after, message).forEach(file -> tell(message, file, reason));
                    }));
  }

  private static Stream<PlannedFile> notInTheTable(CommitterState state, AddFiles message) {
    long mark = state.marks().through(message.partition(), message.epoch(), 0);
    return message.files().stream()
        .filter(file -> file.to() > mark)
        .map(file -> file.of(message.partition(), message.epoch()));
  }

  private static void tell(AddFiles message, PlannedFile file, String reason) {
    message.replyTo().tell(new FileRefused(message.epoch(), file.flushId(), reason));
  }

  /** The partitions send again, and it is looked at again. */
  Effect<CommitterEvent, CommitterState> onUnseen(CommitterState state, TableUnseen unseen) {
    if (work.isOfThisLife(unseen.life())) {
      forgetAsking();
      watch(state);
      work.context
          .getLog()
          .warn("table cannot be looked at reason={}", String.valueOf(unseen.cause()));
    }
    return work.effects.none();
  }
}
