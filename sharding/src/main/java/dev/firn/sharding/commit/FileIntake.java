package dev.firn.sharding.commit;

import dev.firn.sharding.commit.CommitterProtocol.AddFiles;
import dev.firn.sharding.commit.CommitterProtocol.CloseEpoch;
import dev.firn.sharding.commit.CommitterProtocol.EpochRefused;
import dev.firn.sharding.commit.CommitterProtocol.FileCut;
import dev.firn.sharding.commit.CommitterProtocol.FilesCommitted;
import dev.firn.sharding.commit.CommitterProtocol.FilesConflict;
import dev.firn.sharding.commit.CommitterProtocol.PendingFile;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.persistence.typed.javadsl.Effect;

/**
 * Takes in what partitions send. A file that ends at its partition's mark or before is in the table
 * already; one that begins right after it, or after such a one, waits for the next plan; one that
 * lies astride of it is neither, and fails closed. One that begins later waits for what is missing.
 */
final class FileIntake {
  private final CommitterWork work;
  private final ReplacedTable replaced;
  private final Consumer<CommitterState> next;
  private final Map<String, Trouble> conflicts = new LinkedHashMap<>();
  private final MissingFiles missing = new MissingFiles();

  /**
   * @param next called when there is something to plan
   */
  FileIntake(CommitterWork work, ReplacedTable replaced, Consumer<CommitterState> next) {
    this.work = work;
    this.replaced = replaced;
    this.next = next;
  }

  /** Partitions send again. */
  void beginLife() {
    forget();
  }

  /** Partitions that are still in trouble send again, others may have gone for good. */
  void resume() {
    forget();
  }

  private void forget() {
    conflicts.clear();
    missing.clear();
  }

  /** The first partition whose files fit nowhere. */
  Optional<Trouble> trouble() {
    return conflicts.values().stream().findFirst();
  }

  /** The first partition that goes on lacking a file. */
  Optional<Trouble> missing() {
    return missing.trouble(work.now());
  }

  Effect<CommitterEvent, CommitterState> onAddFiles(CommitterState state, AddFiles message) {
    if (state.marks().isClosed(message.partition(), message.epoch())) {
      return refuseEpoch(message);
    }
    if (state.replacedBy().isPresent()) {
      return replaced.onAddFiles(state, message);
    }
    tellCommitted(state, message);
    if (replaced.refuseAgain(state, message)) {
      return work.effects.none();
    }
    long mark =
        state.marks().through(message.partition(), message.epoch(), message.committedThrough());
    Optional<PendingFile> astride =
        message.files().stream()
            .filter(file -> file.from() <= mark && mark < file.to())
            .findFirst();
    if (astride.isPresent()) {
      return conflict(state, message, astride.get(), mark);
    }
    conflicts.remove(message.partition());
    work.pending.put(message, state.marks());
    state.plan().ifPresent(plan -> work.pending.remove(plan.files()));
    seeGap(state, message, mark);
    next.accept(state);
    return work.effects.none();
  }

  /** An epoch that is over cannot be in conflict any more. */
  void onCloseEpoch(CloseEpoch close) {
    conflicts.remove(close.partition());
    missing.remove(close.partition());
  }

  private Effect<CommitterEvent, CommitterState> refuseEpoch(AddFiles message) {
    String reason = "epoch " + message.epoch() + " of " + message.partition() + " is closed";
    work.context.getLog().error("files refused reason={}", reason);
    message.replyTo().tell(new EpochRefused(message.epoch(), reason));
    return work.effects.none();
  }

  /** Where the table holds the first of these files, up to where. */
  static void tellCommitted(CommitterState state, AddFiles message) {
    long mark = state.marks().through(message.partition(), message.epoch(), 0);
    if (mark >= message.files().get(0).to()) {
      message
          .replyTo()
          .tell(new FilesCommitted(message.epoch(), mark, state.ledger(), state.snapshotId()));
    }
  }

  /** What is in the plan may be what seems to be missing. */
  private void seeGap(CommitterState state, AddFiles message, long mark) {
    long first = message.files().get(0).from();
    String partition = message.partition();
    boolean isPlanned =
        state.plan().stream()
            .flatMap(plan -> plan.files().stream())
            .anyMatch(file -> file.partition().equals(partition));
    if (first <= mark + 1 || isPlanned) {
      missing.remove(partition);
      return;
    }
    String reason =
        String.format(
            Locale.ROOT,
            "files of %s wait: they begin with append %d of epoch %d, and the file with append %d,"
                + " which comes first, is missing",
            partition,
            first,
            message.epoch(),
            mark + 1);
    if (missing.see(partition, reason, work.now())) {
      work.context.getLog().warn("files wait reason={}", reason);
    }
  }

  /** To add it would double rows, to call it committed would lose some. */
  private Effect<CommitterEvent, CommitterState> conflict(
      CommitterState state, AddFiles message, PendingFile file, long mark) {
    work.pending.drop(message.partition());
    if (state.marks().takenBack().explain(message.partition(), message.epoch(), mark)) {
      work.context
          .getLog()
          .warn("file is to be cut partition={} mark={}", message.partition(), mark);
      message.replyTo().tell(new FileCut(message.epoch(), file.flushId(), mark));
      return work.effects.none();
    }
    String reason = describe(message, file, mark);
    Trouble trouble = conflicts.computeIfAbsent(message.partition(), name -> new Trouble());
    if (!trouble.isThere()) {
      work.services.metrics().parked(reason);
      work.context.getLog().error("files in conflict reason={}", reason);
    }
    trouble.arise(reason, work.now());
    message.replyTo().tell(new FilesConflict(message.epoch(), file.flushId(), mark, reason));
    return work.effects.none();
  }

  private static String describe(AddFiles message, PendingFile file, long mark) {
    return "a file of "
        + message.partition()
        + " holds appends "
        + file.from()
        + " to "
        + file.to()
        + " of epoch "
        + message.epoch()
        + ", and those up to "
        + mark
        + " are in the table already; nothing of the partition is added before an operator has"
        + " looked";
  }
}
