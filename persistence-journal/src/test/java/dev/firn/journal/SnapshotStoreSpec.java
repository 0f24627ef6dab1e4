package dev.firn.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.DeleteSnapshotSuccess;
import org.apache.pekko.persistence.DeleteSnapshotsSuccess;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.SaveSnapshotSuccess;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotProtocol.DeleteSnapshot;
import org.apache.pekko.persistence.SnapshotProtocol.DeleteSnapshots;
import org.apache.pekko.persistence.SnapshotProtocol.LoadSnapshot;
import org.apache.pekko.persistence.SnapshotProtocol.LoadSnapshotResult;
import org.apache.pekko.persistence.SnapshotProtocol.SaveSnapshot;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import scala.Option;

/**
 * What Pekko's persistence TCK asks of a snapshot store (SnapshotStoreSpec), here in JUnit; of
 * every profile.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class SnapshotStoreSpec {

  private static final long ALL = Long.MAX_VALUE;
  private static final SnapshotSelectionCriteria LATEST = SnapshotSelectionCriteria.latest();

  private TestSystem system;

  private TestKit probe;
  private ActorRef store;
  private String pid;
  private List<SnapshotMetadata> metadata;

  protected abstract JournalProfile profile();

  @BeforeAll
  void start() {
    system = TestSystem.of(profile().config(""));
  }

  @AfterAll
  void stop() {
    system.close();
  }

  /** Five snapshots at 11 … 15, each in a later millisecond than the one before. */
  @BeforeEach
  void saveFiveSnapshots(TestInfo test) {
    probe = new TestKit(system.get());
    store =
        Persistence.lookup()
            .get(system.get())
            .snapshotStoreFor("", com.typesafe.config.ConfigFactory.empty());
    pid = test.getDisplayName() + System.nanoTime();
    metadata = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      metadata.add(save(new SnapshotMetadata(pid, i + 10, 0), "s-" + i));
      awaitNextMillisecond(metadata.get(i - 1).timestamp());
    }
  }

  private static void awaitNextMillisecond(long timestamp) {
    while (System.currentTimeMillis() <= timestamp) {
      Thread.onSpinWait();
    }
  }

  @Test
  void loads_nothing_for_an_unknown_id() {
    assertThat(load("invalid", LATEST, ALL)).isEqualTo(none(ALL));
  }

  @Test
  void loads_nothing_when_the_timestamp_does_not_match() {
    assertThat(load(pid, SnapshotSelectionCriteria.create(ALL, 100), ALL)).isEqualTo(none(ALL));
  }

  @Test
  void loads_nothing_when_the_sequence_number_does_not_match() {
    assertThat(load(pid, SnapshotSelectionCriteria.create(7, ALL), ALL)).isEqualTo(none(ALL));
    assertThat(load(pid, LATEST, 7)).isEqualTo(none(7));
  }

  @Test
  void loads_the_most_recent_snapshot() {
    assertThat(load(pid, LATEST, ALL)).isEqualTo(found(5, ALL));
  }

  @Test
  void loads_the_most_recent_snapshot_up_to_a_sequence_number() {
    assertThat(load(pid, SnapshotSelectionCriteria.create(13, ALL), ALL)).isEqualTo(found(3, ALL));
    assertThat(load(pid, LATEST, 13)).isEqualTo(found(3, 13));
  }

  @Test
  void loads_the_most_recent_snapshot_up_to_sequence_number_and_timestamp() {
    long timestamp = metadata.get(2).timestamp();
    assertThat(load(pid, SnapshotSelectionCriteria.create(13, timestamp), ALL))
        .isEqualTo(found(3, ALL));
    assertThat(load(pid, SnapshotSelectionCriteria.create(ALL, timestamp), 13))
        .isEqualTo(found(3, 13));
  }

  @Test
  void loads_nothing_below_the_lower_bounds() {
    assertThat(load(pid, SnapshotSelectionCriteria.create(ALL, ALL, 16, 0), ALL))
        .isEqualTo(none(ALL));
  }

  @Test
  void deletes_a_single_snapshot_whatever_its_timestamp() {
    SnapshotMetadata third = new SnapshotMetadata(pid, 13, 0);
    DeleteSnapshot command = new DeleteSnapshot(third);
    TestKit subscriber = new TestKit(system.get());
    system.get().eventStream().subscribe(subscriber.getRef(), DeleteSnapshot.class);
    store.tell(command, probe.getRef());
    subscriber.expectMsg(command);
    probe.expectMsg(new DeleteSnapshotSuccess(third));
    assertThat(load(pid, SnapshotSelectionCriteria.create(13, ALL), ALL)).isEqualTo(found(2, ALL));
  }

  @Test
  void deletes_all_snapshots_up_to_sequence_number_and_timestamp() {
    SnapshotMetadata third = metadata.get(2);
    delete(SnapshotSelectionCriteria.create(13, third.timestamp()));
    assertThat(load(pid, SnapshotSelectionCriteria.create(13, third.timestamp()), ALL))
        .isEqualTo(none(ALL));
    assertThat(load(pid, SnapshotSelectionCriteria.create(14, metadata.get(3).timestamp()), ALL))
        .isEqualTo(found(4, ALL));
  }

  @Test
  void does_not_delete_snapshots_of_a_later_timestamp() {
    SnapshotMetadata fourth = metadata.get(3);
    delete(SnapshotSelectionCriteria.create(14, fourth.timestamp() - 1));
    assertThat(load(pid, SnapshotSelectionCriteria.create(14, fourth.timestamp()), ALL))
        .isEqualTo(found(4, ALL));
  }

  @Test
  void overwrites_a_snapshot_with_the_same_sequence_number() {
    SnapshotMetadata again = save(metadata.get(4), "s-5-modified");
    assertThat(load(pid, LATEST, ALL))
        .isEqualTo(
            new LoadSnapshotResult(
                Option.apply(SelectedSnapshot.create(again, "s-5-modified")), ALL));
  }

  @Test
  void saves_a_big_snapshot() {
    String big = "0".repeat(5_000_000);
    save(new SnapshotMetadata(pid, 100, 0), big);
    assertThat(load(pid, LATEST, ALL).snapshot().get().snapshot()).isEqualTo(big);
  }

  @Test
  void serializes_snapshots_that_refer_to_actors() {
    TestPayload payload = new TestPayload(probe.getRef());
    save(new SnapshotMetadata(pid, 100, 0), payload);
    assertThat(load(pid, LATEST, ALL).snapshot().get().snapshot()).isEqualTo(payload);
  }

  @Test
  void stores_metadata() {
    save(new SnapshotMetadata(pid, 100, 0).withMetadata("fictional metadata"), "snap");
    assertThat(load(pid, LATEST, ALL).snapshot().get().metadata().metadata())
        .isEqualTo(Option.apply("fictional metadata"));
  }

  private SnapshotMetadata save(SnapshotMetadata at, Object snapshot) {
    store.tell(new SaveSnapshot(at, snapshot), probe.getRef());
    return probe.expectMsgClass(SaveSnapshotSuccess.class).metadata();
  }

  private void delete(SnapshotSelectionCriteria criteria) {
    store.tell(new DeleteSnapshots(pid, criteria), probe.getRef());
    probe.expectMsg(new DeleteSnapshotsSuccess(criteria));
  }

  private LoadSnapshotResult load(String id, SnapshotSelectionCriteria criteria, long to) {
    store.tell(new LoadSnapshot(id, criteria, to), probe.getRef());
    return probe.expectMsgClass(LoadSnapshotResult.class);
  }

  private LoadSnapshotResult found(int snapshot, long to) {
    return new LoadSnapshotResult(
        Option.apply(SelectedSnapshot.create(metadata.get(snapshot - 1), "s-" + snapshot)), to);
  }

  private static LoadSnapshotResult none(long to) {
    return new LoadSnapshotResult(Option.empty(), to);
  }
}
