package dev.firn.catalog.history;

import dev.firn.catalog.ledger.DroppedLedgers;
import dev.firn.catalog.ledger.GuardedTableOperations;
import dev.firn.catalog.table.EventTable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.ManageSnapshots;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.Transactions;
import org.apache.iceberg.exceptions.CommitStateUnknownException;

/**
 * Sets the table back. One transaction moves {@code main}, says which commits of the ledger are
 * dropped by it, and tags what was current: there is no moment at which the rollback looks like
 * somebody's accident, and nothing that a crash could leave half done. It is made on the table as
 * it was looked at; a commit that comes in between fails the attempt, and the table is looked at
 * anew. Blocking, thread-safe.
 */
public final class Rollback {
  private static final int ATTEMPTS = 10;

  private final EventTable table;
  private final Duration keep;
  private final InstantSource clock;

  /**
   * @param keep for how long what was current before stays under its tag
   */
  public Rollback(EventTable table, Duration keep, InstantSource clock) {
    this.table = table;
    this.keep = keep;
    this.clock = clock;
  }

  /** What was done. */
  public record Done(RollbackPreview what, String tag) {}

  /**
   * What it would do; nothing is changed.
   *
   * @throws NoSuchPointException when there is no such point
   * @throws HistoryRefusedException when it cannot be done
   */
  public RollbackPreview rehearse(AsOf to, OptionalLong through) {
    TableOperations fresh = table.freshOperations();
    Table seen = new BaseTable(fresh, table.name());
    RollbackPlan plan = RollbackPlan.of(seen, new Resolution(seen).of(to), through);
    return preview(fresh.current().uuid(), seen, plan);
  }

  /**
   * Does it.
   *
   * @param through the newest snapshot that the operator has seen; commits of the ledger after it
   *     are taken out too and added again. Empty for whatever is there now
   * @throws NoSuchPointException when there is no such point
   * @throws HistoryRefusedException when it cannot be done
   * @throws CommitStateUnknownException when nobody knows whether it was done: look before it is
   *     ordered again
   */
  public Done order(AsOf to, OptionalLong through) {
    Order order = new Order(to, through);
    for (int attempt = 1; ; attempt++) {
      try {
        return order.attempt(table.freshOperations());
      } catch (CommitStateUnknownException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static RollbackPreview preview(String uuid, Table seen, RollbackPlan plan) {
    SnapshotListing listing = new SnapshotListing(seen);
    return new RollbackPreview(
        uuid,
        listing.listed(plan.head()),
        listing.listed(plan.target()),
        plan.leaving().stream().map(listing::listed).toList(),
        DroppedLedgers.ranges(plan.dropped()),
        DroppedLedgers.ranges(plan.addedAgain()));
  }

  /** One order and all its attempts: what it means is fixed by the first. */
  private final class Order {
    private final String id = UUID.randomUUID().toString();
    private final AsOf to;
    private OptionalLong through;
    private OptionalLong target = OptionalLong.empty();
    private List<Done> attempted = List.of();

    Order(AsOf to, OptionalLong through) {
      this.to = to;
      this.through = through;
    }

    Done attempt(TableOperations fresh) {
      TableMetadata base = fresh.current();
      if (!attempted.isEmpty() && isMade(base)) {
        return attempted.get(0);
      }
      Table seen = new BaseTable(fresh, table.name());
      RollbackPlan plan = RollbackPlan.of(seen, fixedTarget(seen), through);
      through = OptionalLong.of(through.orElse(plan.head().snapshotId()));
      String tag = plan.tag(seen.refs());
      Done done = new Done(preview(base.uuid(), seen, plan), tag);
      attempted = List.of(done);
      commit(fresh, seen, plan, tag);
      return done;
    }

    private Snapshot fixedTarget(Table seen) {
      AsOf asked = target.isPresent() ? new AsOf.OfSnapshot(target.getAsLong()) : to;
      Snapshot snapshot = new Resolution(seen).of(asked);
      target = OptionalLong.of(snapshot.snapshotId());
      return snapshot;
    }

    private boolean isMade(TableMetadata metadata) {
      return RollbackRecord.isIn(metadata.properties(), id);
    }

    private void commit(TableOperations fresh, Table seen, RollbackPlan plan, String tag) {
      RollbackRecord done =
          new RollbackRecord(
              id,
              plan.head().snapshotId(),
              plan.target().snapshotId(),
              plan.target().sequenceNumber(),
              clock.instant());
      GuardedTableOperations guarded =
          new GuardedTableOperations(fresh, base -> {}, this::requireMade);
      Transaction transaction = Transactions.newTransaction(table.name(), guarded);
      ManageSnapshots refs = transaction.manageSnapshots();
      refs.setCurrentSnapshot(plan.target().snapshotId());
      refs.createTag(tag, plan.head().snapshotId());
      refs.setMaxRefAgeMs(tag, Tags.ageFor(plan.head(), done.at().plus(keep)));
      refs.commit();
      transaction
          .updateProperties()
          .set(DroppedLedgers.KEY, plan.property(seen).toString())
          .set(RollbackRecord.KEY, done.after(seen.properties()))
          .commit();
      transaction.commitTransaction();
    }

    private void requireMade(TableMetadata after) {
      if (!isMade(after)) {
        throw new IllegalStateException(
            "The catalog answered success, but the rollback cannot be read back");
      }
    }
  }
}
