package dev.firn.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.journal.Occupancy.Use;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SpaceGoalTest {

  private static final long MIB = 1 << 20;

  private final SpaceGoal goal = new SpaceGoal(1.75, 8 * MIB, 4 * MIB, 96 * MIB);

  @Test
  void a_generation_is_an_eighth_of_what_is_live_within_bounds() {
    assertThat(goal.generation(0)).isEqualTo(4 * MIB);
    assertThat(goal.generation(80 * MIB)).isEqualTo(10 * MIB);
    assertThat(goal.generation(4096 * MIB)).isEqualTo(64 * MIB);
  }

  @Test
  void the_log_is_flushed_at_a_quarter_of_what_is_live_and_long_before_memory_is_used_up() {
    assertThat(goal.isFlushDue(4 * MIB - 1, 0)).isFalse();
    assertThat(goal.isFlushDue(4 * MIB, 0)).isTrue();
    assertThat(goal.isFlushDue(19 * MIB, 80 * MIB)).isFalse();
    assertThat(goal.isFlushDue(20 * MIB, 80 * MIB)).isTrue();
    assertThat(goal.isFlushDue(48 * MIB, 4096 * MIB)).isTrue();
  }

  @Test
  void generations_are_emptied_when_they_hold_half_as_much_again_as_is_live() {
    assertThat(goal.isCleaningDue(154 * MIB, 100 * MIB, false)).isFalse();
    assertThat(goal.isCleaningDue(155 * MIB, 100 * MIB, false)).isTrue();
    assertThat(goal.isCleaningDue(105 * MIB, 100 * MIB, true)).isTrue();
  }

  @Test
  void what_is_emptied_needs_room_on_the_disk_and_if_it_is_large_in_the_budget() {
    Use small = new Use(1, 8 * MIB, 4 * MIB, false);
    Use large = new Use(2, 800 * MIB, 400 * MIB, false);
    assertThat(goal.isRoomToEmpty(small, 0, room(4 * MIB, -MIB))).isTrue();
    assertThat(goal.isRoomToEmpty(small, 0, room(4 * MIB - 1, 999 * MIB))).isFalse();
    assertThat(goal.isRoomToEmpty(large, 400 * MIB, room(999 * MIB, 400 * MIB))).isTrue();
    assertThat(goal.isRoomToEmpty(large, 400 * MIB, room(999 * MIB, 399 * MIB))).isFalse();
  }

  private static SpaceGoal.Room room(long onDisk, long ofBudget) {
    return new SpaceGoal.Room(false, onDisk, ofBudget);
  }

  @Test
  void the_one_with_the_smallest_live_share_goes_first_if_that_frees_enough() {
    Use full = new Use(1, 100, 90, false);
    Use half = new Use(2, 100, 50, false);
    Use nearlyDead = new Use(3, 100, 10, false);
    assertThat(goal.toEmpty(List.of(full, half, nearlyDead))).contains(nearlyDead);
    assertThat(goal.toEmpty(List.of(full, half))).contains(half);
    assertThat(goal.toEmpty(List.of(full))).isEmpty();
    assertThat(goal.toEmpty(List.of())).isEmpty();
  }
}
