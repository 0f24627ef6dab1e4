package dev.firn.sharding.commit;

import dev.firn.sharding.commit.CommitterEvent.Parked;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import dev.firn.sharding.commit.CommitterEvent.Tombstoned;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The one plan that may be open: part of the committer's state. */
final class CurrentPlan {
  private @Nullable Planned plan;
  private long number;
  private boolean isRefused;
  private @Nullable Parked parked;

  void restore(CommitterSnapshot snapshot) {
    plan = snapshot.plan();
    number = snapshot.plannedNumber();
    isRefused = snapshot.isPlanRefused();
    parked = snapshot.parked();
  }

  /**
   * A plan in place of the open one is what is left of it.
   *
   * @param sequenceNumber of the plan's event in the journal, 0 where that is not known
   */
  void open(Planned planned, long sequenceNumber) {
    isRefused &= plan != null;
    plan = planned;
    number = sequenceNumber;
  }

  /** In place of the open one, which can no longer land. */
  void takeUp(Planned landed, long sequenceNumber, boolean wasRefused) {
    plan = landed;
    number = sequenceNumber;
    isRefused = wasRefused;
  }

  /** What is to be remembered of the open plan when it is given up; nothing of one unread. */
  Optional<GivenUpPlan> givenUp(boolean wasRefused) {
    return plan()
        .filter(open -> number > 0)
        .map(open -> new GivenUpPlan(open.marker(), number, wasRefused));
  }

  /** Its place in the journal is that of the event which comes with the refusal. */
  void refuse(Tombstoned event) {
    plan = plan == null ? null : PlanAfterRefusal.of(plan, event);
    number = 0;
  }

  /**
   * The table is another, and the plan may have landed.
   *
   * @param isWrittenAnew whether the partitions have the rows yet, and write them anew
   */
  void suspend(boolean isWrittenAnew) {
    isRefused = plan != null && isWrittenAnew;
  }

  void close() {
    plan = null;
    isRefused = false;
  }

  void park(@Nullable Parked why) {
    parked = why;
  }

  Optional<Planned> plan() {
    return Optional.ofNullable(plan);
  }

  /** Of its event in the journal, 0 where that is not known. */
  long number() {
    return number;
  }

  /** Whether the partitions were told that its files are not in the table. */
  boolean isRefused() {
    return isRefused;
  }

  @Nullable Parked parked() {
    return parked;
  }
}
