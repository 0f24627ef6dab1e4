package dev.firn.catalog.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.catalog.ledger.SnapshotExpiry;
import dev.firn.catalog.settings.SnapshotSettings;
import dev.firn.catalog.testing.Fault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TagsTest extends OnHistory {
  private static final Clock TOMORROW = Clock.offset(Clock.systemUTC(), Duration.ofDays(1));

  private int expire() {
    SnapshotSettings one = new SnapshotSettings(Duration.ofHours(1), 1);
    return new SnapshotExpiry(table, one, TOMORROW).expire(Long.MAX_VALUE);
  }

  private AsOf commit(int number) {
    return new AsOf.OfSnapshot(snapshots.get(number - 1));
  }

  @Test
  void aTaggedSnapshotOutlivesExpiry() {
    tags.create("first", commit(1), Optional.empty());
    assertThat(expire()).isEqualTo(1);
    assertThat(history.at(new AsOf.OfTag("first")).scan().planFiles()).hasSize(1);
    commitNext();
    assertThat(look().lost()).isEmpty();
    tags.delete("first");
    assertThat(expire()).isEqualTo(2);
    assertThat(table.fresh().snapshot(snapshots.get(0))).isNull();
    assertThat(rows()).isEqualTo(4 * ROWS);
  }

  /** Iceberg counts from the snapshot: an old one would lose its tag at once. */
  @Test
  void isKeptFromNowOnAndNotFromTheSnapshotOn() {
    Tags nextWeek = new Tags(table, Clock.offset(Clock.systemUTC(), Duration.ofDays(7)));
    Tag tag = nextWeek.create("old", commit(1), Optional.of(Duration.ofHours(2)));
    assertThat(tag.expires().orElseThrow())
        .isBetween(
            Instant.now().plus(Duration.ofDays(7)),
            Instant.now().plus(Duration.ofDays(7)).plus(Duration.ofHours(2)));
    expire();
    assertThat(tags.list()).extracting(Tag::name).containsExactly("old");
  }

  @Test
  void goesWithItsSnapshotWhenItsTimeIsOver() {
    Tags yesterday = new Tags(table, Clock.offset(Clock.systemUTC(), Duration.ofDays(-1)));
    yesterday.create("brief", commit(1), Optional.of(Duration.ofMinutes(1)));
    assertThat(expire()).isEqualTo(2);
    assertThat(tags.list()).isEmpty();
  }

  @Test
  void retentionCanBeChangedAndANameIsNotMoved() {
    tags.create("mark", commit(1), Optional.of(Duration.ofDays(1)));
    assertThat(tags.create("mark", commit(1), Optional.empty()).expires()).isEmpty();
    assertThatThrownBy(() -> tags.create("mark", commit(2), Optional.empty()))
        .isInstanceOf(HistoryRefusedException.class)
        .hasMessageContaining("Tag mark is at snapshot " + snapshots.get(0));
    table.fresh().manageSnapshots().createBranch("audit", snapshots.get(0)).commit();
    assertThatThrownBy(() -> tags.create("audit", commit(1), Optional.empty()))
        .hasMessageContaining("is a branch");
    assertThat(tags.list()).extracting(Tag::name).containsExactly("mark");
  }

  @Test
  void namesThatMeanSomethingElseAreRefused() {
    for (String name : List.of("main", "current", "12", "2026-11-22T09:00:00Z", "", "a b")) {
      assertThatThrownBy(() -> tags.create(name, new AsOf.Current(), Optional.empty()))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> tags.delete("none")).isInstanceOf(NoSuchPointException.class);
    assertThatThrownBy(() -> tags.delete("main")).isInstanceOf(NoSuchPointException.class);
  }

  @Test
  void whatLandedUnseenIsFoundAndACommitInBetweenDoesNoHarm() {
    catalog.faultNextCommit(Fault.landedButDropped());
    assertThat(tags.create("a", commit(2), Optional.empty()).snapshotId())
        .isEqualTo(snapshots.get(1));
    catalog.faultNextCommit(
        real -> {
          commitNext();
          return Fault.Answer.of(real.land());
        });
    tags.create("b", commit(2), Optional.empty());
    assertThat(tags.list()).extracting(Tag::name).containsExactly("a", "b");
    assertThat(rows()).isEqualTo(4 * ROWS);
    catalog.faultNextCommit(Fault.landedButDropped());
    tags.delete("a");
    assertThat(tags.list()).extracting(Tag::name).containsExactly("b");
  }
}
