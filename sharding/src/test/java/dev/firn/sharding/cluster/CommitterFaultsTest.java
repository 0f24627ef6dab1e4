package dev.firn.sharding.cluster;

import static dev.firn.sharding.cluster.TestNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.events.PartitionKey;
import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.CommitterStatus.Phase;
import dev.firn.sharding.DataFiles.DataFile;
import dev.firn.sharding.LedgerRange;
import dev.firn.sharding.StoreOutcome;
import dev.firn.sharding.StoreOutcome.Stored;
import dev.firn.sharding.Whereabouts;
import dev.firn.sharding.Whereabouts.InSnapshot;
import dev.firn.sharding.commit.CommitterProtocol.AddFiles;
import dev.firn.sharding.commit.CommitterProtocol.FilesCommitted;
import dev.firn.sharding.commit.CommitterProtocol.FilesConflict;
import dev.firn.sharding.commit.CommitterProtocol.PendingFile;
import dev.firn.sharding.commit.CommitterProtocol.Verdict;
import dev.firn.sharding.commit.TableCommitter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others do to the table, and what the committer does about it. */
class CommitterFaultsTest {
  private static final String SOON = "firn.commit.examine = 100 ms";
  private static final String NEVER = "firn.commit.examine = 1 h";
  private static final String OTHER = "6f1c9a52-0000-4000-8000-000000000003";

  @TempDir Path folder;
  private final MemoryLake lake = new MemoryLake();

  @Test
  void commitsThatSomebodyRolledBackAreAddedAgainWithoutTraffic() {
    try (TestNode node = new TestNode(folder, lake, SOON)) {
      commitThree(node);
      lake.rollBackTo(1);

      until(() -> lake.rows().size() == 3);
      until(() -> committer(node).lostLedgers() == 0);
      assertThat(lake.rows()).containsExactly("1", "2", "3");
      CommitterStatus status = committer(node);
      assertThat(status.ledger()).isEqualTo(5);
      assertThat(status.readdedFiles()).isEqualTo(2);
      assertThat(status.goneLedgers()).containsExactly(new LedgerRange(2, 3));
      assertThat(status.settlingLedgers()).isEqualTo(3);
    }
  }

  @Test
  void theNextCommitShowsThatTheOneBeforeIsGone() {
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      commitThree(node);
      lake.rollBackTo(1);
      committed(node, node.store("4"));
      until(() -> lake.rows().size() == 4);
      assertThat(lake.rows()).containsExactlyInAnyOrder("1", "2", "3", "4");
    }
  }

  @Test
  void aCommitAddedAgainIsWatchedLikeAnyOther() {
    try (TestNode node = new TestNode(folder, lake, SOON)) {
      commitThree(node);
      lake.rollBackTo(2);
      until(() -> committer(node).ledger() == 4 && lake.rows().size() == 3);
      lake.rollBackTo(2);
      until(() -> committer(node).ledger() == 5 && lake.rows().size() == 3);
      assertThat(lake.rows()).containsExactly("1", "2", "3");
    }
  }

  @Test
  void whatComesBackByItselfIsNotAddedAndIsWatchedOn() {
    try (TestNode node = new TestNode(folder, lake, SOON)) {
      commitThree(node);
      lake.blockCommits(true);
      lake.rollBackTo(2);
      until(() -> committer(node).plan().isPresent());
      assertThat(committer(node).plan().orElseThrow().again()).isEqualTo(3);
      lake.undoRollback();
      lake.blockCommits(false);
      until(() -> committer(node).plan().isEmpty() && committer(node).lostLedgers() == 0);
      assertThat(lake.rows()).containsExactly("1", "2", "3");
      assertThat(committer(node).ledger()).isEqualTo(3);

      lake.rollBackTo(2);
      until(() -> committer(node).ledger() == 4 && lake.rows().size() == 3);
      assertThat(lake.rows()).containsExactly("1", "2", "3");
    }
  }

  @Test
  void aRollbackWhileNobodyWasThereIsFoundAtTheNextStart() {
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      commitThree(node);
    }
    lake.rollBackTo(1);
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      until(() -> lake.rows().size() == 3);
      assertThat(node.store("1", "2", "3")).matches(stored -> stored.duplicates() == 3);
    }
    assertThat(lake.rows()).containsExactly("1", "2", "3");
  }

  @Test
  void filesOfAPartitionThatSleepsAreAddedAgainToo() {
    try (TestNode node =
        new TestNode(folder, lake, SOON, "firn.buffers.passivate-after = 100 ms")) {
      committed(node, node.store("1"));
      until(() -> node.buffers().awake().count() == 0);
      lake.rollBackTo(0);
      until(() -> lake.rows().size() == 1);
      Stored next = node.store("2");
      assertThat(next.position().epoch()).as("its epoch was closed").isEqualTo(2);
      committed(node, next);
      assertThat(lake.rows()).containsExactly("1", "2");
    }
  }

  @Test
  void whatAnOperatorRollsBackStaysOut() {
    try (TestNode node = new TestNode(folder, lake, SOON)) {
      commitThree(node);
      CommitterStatus told = await(node.buffers().acceptRollback(MemoryLake.UUID, 2, 3));
      assertThat(told.settlingLedgers()).isEqualTo(1);
      lake.rollBackTo(1);
      committed(node, node.store("4"));
      assertThat(lake.rows()).containsExactly("1", "4");
      assertThat(committer(node).goneLedgers()).containsExactly(new LedgerRange(2, 3));
    }
  }

  @Test
  void whereHistoryWasExpiredTheRowsDecide() {
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      commitThree(node);
      lake.shortenHistory(true);
      await(node.buffers().resumeCommitter(MemoryLake.UUID));
      committed(node, node.store("4"));
      assertThat(lake.rows()).containsExactly("1", "2", "3", "4");

      lake.rollBackTo(2);
      await(node.buffers().resumeCommitter(MemoryLake.UUID));
      until(() -> lake.rows().size() == 4);
      assertThat(lake.rows()).containsExactly("1", "2", "3", "4");
    }
  }

  @Test
  void whereOnlySomeRowsAreThereAnOperatorIsCalledAndCommitsGoOn() {
    try (TestNode node = new TestNode(folder, lake, SOON, "firn.commit.interval = 2 s")) {
      committed(node, node.store("0"));
      CompletionStage<StoreOutcome> elsewhere =
          node.buffers().store(TestNode.rows("default", PartitionKey.of("other", 0)));
      Stored here = node.store("2");
      committed(node, here);
      committed(node, (Stored) await(elsewhere));
      assertThat(lake.ledger()).as("one commit for both partitions").isEqualTo(2);

      lake.deleteOneFileOf(2);
      lake.shortenHistory(true);
      await(node.buffers().resumeCommitter(MemoryLake.UUID));
      until(() -> committer(node).phase() == Phase.PARKED);
      assertThat(committer(node).trouble().orElseThrow()).contains("only some of its rows");
      committed(node, node.store("3"));

      await(node.buffers().acceptRollback(MemoryLake.UUID, 2, 2));
      until(() -> committer(node).phase() == Phase.IDLE);
      assertThat(lake.rows()).hasSize(3).contains("0", "3");
    }
  }

  @Test
  void aCommitThatHasSettledIsLetGoOf() {
    try (TestNode node = new TestNode(folder, lake, SOON, "firn.commit.settle = 100 ms")) {
      commitThree(node);
      until(() -> committer(node).settlingLedgers() == 0);
      lake.rollBackTo(1);
      committed(node, node.store("4"));
      assertThat(lake.rows()).containsExactly("1", "4");
    }
  }

  @Test
  void rowsWaitingForAReplacedTableGoToTheNewOneOnce() {
    try (TestNode node = new TestNode(folder, lake, NEVER, "firn.flush.max-age = 100 ms")) {
      committed(node, node.store("old"));
      lake.blockCommits(true);
      inFile(node, node.store("1"));
      inFile(node, node.store("2"));
      lake.recreate(OTHER);
      Stored third = node.store("3");
      inFile(node, third);
      lake.blockCommits(false);

      committed(node, third);
      assertThat(lake.rows()).containsExactly("1", "2", "3");
      until(() -> committer(node, OTHER).ledger() >= 1);
      assertThat(committer(node))
          .matches(old -> old.phase() == Phase.REPLACED && old.ledger() == 1);
      assertThat(node.store("old", "1", "2", "3")).matches(stored -> stored.duplicates() == 4);
      committed(node, node.store("4"));
      assertThat(lake.rows()).containsExactly("1", "2", "3", "4");
    }
  }

  @Test
  void aTableThatWasReplacedAndIsBackGoesOn() {
    try (TestNode node = new TestNode(folder, lake, NEVER, "firn.flush.max-age = 100 ms")) {
      lake.blockCommits(true);
      inFile(node, node.store("1"));
      lake.recreate(OTHER);
      lake.blockCommits(false);
      until(() -> lake.rows().equals(List.of("1")));
      lake.recreate(MemoryLake.UUID);
      committed(node, node.store("2"));
      assertThat(lake.rows()).containsExactly("2");
      until(() -> committer(node).phase() == Phase.IDLE);
    }
  }

  @Test
  void aPlanThatLandedUnseenBeforeTheTableWasSwappedIsTakenUpWhenItIsBack() {
    try (TestNode node = new TestNode(folder, lake, NEVER, "firn.flush.max-age = 100 ms")) {
      committed(node, node.store("old"));
      lake.loseAnswers(Integer.MAX_VALUE);
      node.store("1");
      until(() -> lake.ledger() == 2);
      lake.swap(OTHER);
      lake.loseAnswers(0);
      until(() -> lake.rows().equals(List.of("1")));

      lake.swap(MemoryLake.UUID);
      committed(node, node.store("2"));
      assertThat(lake.rows()).containsExactly("old", "1", "2");
      until(() -> committer(node).phase() == Phase.IDLE);
      assertThat(committer(node).ledger()).isEqualTo(3);
    }
  }

  @Test
  void rowsWrittenAnewWithOthersWhileTheTableWasAwayAreNotAddedTwice() {
    try (TestNode node = new TestNode(folder, lake, NEVER, "firn.flush.max-age = 100 ms")) {
      committed(node, node.store("old"));
      lake.loseAnswers(Integer.MAX_VALUE);
      node.store("1");
      until(() -> lake.ledger() == 2);
      lake.failWrites(Integer.MAX_VALUE);
      lake.swap(OTHER);
      until(() -> committer(node).phase() == Phase.REPLACED);
      Stored second = node.store("2");
      lake.blockCommits(true);
      lake.loseAnswers(0);
      lake.failWrites(0);
      inFile(node, second);

      lake.swap(MemoryLake.UUID);
      lake.blockCommits(false);
      committed(node, second);
      assertThat(lake.rows()).containsExactly("old", "1", "2");
      committed(node, node.store("3"));
      assertThat(lake.rows()).containsExactly("old", "1", "2", "3");
      assertThat(node.store("old", "1", "2", "3")).matches(stored -> stored.duplicates() == 4);
    }
  }

  @Test
  void aTableThatWasAwayWithoutItsCommitterKnowingGoesOn() {
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      committed(node, node.store("old"));
      lake.swap(OTHER);
      committed(node, node.store("1"));
      lake.swap(MemoryLake.UUID);
      committed(node, node.store("2"));
      assertThat(lake.rows()).containsExactly("old", "2");
    }
  }

  @Test
  void aTableThatIsBackIsNoticedWithoutTraffic() {
    try (TestNode node = new TestNode(folder, lake, NEVER, "firn.commit.alarm-after = 100 ms")) {
      committed(node, node.store("old"));
      lake.loseAnswers(Integer.MAX_VALUE);
      node.store("1");
      until(() -> lake.ledger() == 2);
      lake.swap(OTHER);
      lake.loseAnswers(0);
      until(() -> lake.rows().equals(List.of("1")));
      lake.swap(MemoryLake.UUID);
      until(() -> committer(node).phase() == Phase.IDLE && committer(node).ledger() == 2);
    }
  }

  @Test
  void aFileAstrideOfItsMarkIsRefusedAloudAndOthersGoOn() {
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      TestProbe<Verdict> partition = TestProbe.create(node.system());
      addFile(node, partition, "p", "first", 1, 4);
      partition.expectMessageClass(FilesCommitted.class);
      addFile(node, partition, "p", "second", 3, 6);
      FilesConflict conflict = partition.expectMessageClass(FilesConflict.class);
      assertThat(conflict.flushId()).isEqualTo("second");
      assertThat(conflict.mark()).isEqualTo(4);
      addFile(node, partition, "q", "third", 1, 1);
      assertThat(partition.expectMessageClass(FilesCommitted.class).through()).isEqualTo(1);

      until(() -> committer(node).phase() == Phase.PARKED);
      CommitterStatus status = committer(node);
      assertThat(status.trouble().orElseThrow()).contains("p holds appends 3 to 6");
      assertThat(status.troubleSince()).isPresent();
      assertThat(status.ledger()).as("first and third").isEqualTo(2);

      addFile(node, partition, "p", "fourth", 5, 6);
      assertThat(partition.expectMessageClass(FilesCommitted.class).through()).isEqualTo(6);
      assertThat(committer(node).phase()).isEqualTo(Phase.IDLE);
    }
  }

  @Test
  void aLookThatCommitsOvertakeSettlesWhatWasOldWhenItBegan() {
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      commitThree(node);
    }
    lake.hideBases();
    CompletableFuture<Void> end = new CompletableFuture<>();
    lake.endLooksWith(end);
    try (TestNode node = new TestNode(folder, lake, NEVER, "firn.commit.settle = 1 ms")) {
      committed(node, node.store("4"));
      until(() -> committer(node).settlingLedgers() == 4);
      end.complete(null);
      until(() -> committer(node).settlingLedgers() == 1);
    }
  }

  @Test
  void whatRowsHaveShownIsNotAskedAgain() {
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      commitThree(node);
    }
    lake.hideBases();
    lake.shortenHistory(true);
    CompletableFuture<Void> end = new CompletableFuture<>();
    lake.endLooksWith(end);
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      committed(node, node.store("4"));
      end.complete(null);
      until(() -> lake.searches() == 3);
      committed(node, node.store("5"));
      int looks = lake.looks();
      until(
          () -> {
            await(node.buffers().resumeCommitter(MemoryLake.UUID));
            return lake.looks() >= looks + 2;
          });
      assertThat(lake.searches()).isEqualTo(3);
    }
  }

  @Test
  void thatNothingCanBePlannedIsToldInsteadOfNothing() {
    lake.drop(true);
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      Stored first = node.store("1");
      until(() -> committer(node).phase() == Phase.UNDECIDED);
      assertThat(committer(node).trouble().orElseThrow()).contains("no commit can be planned");
      lake.drop(false);
      committed(node, first);
      until(() -> committer(node).phase() == Phase.IDLE);
    }
  }

  private static void addFile(
      TestNode node,
      TestProbe<Verdict> partition,
      String name,
      String flushId,
      long from,
      long to) {
    DataFile file = new DataFile("memory:" + flushId, 1, 1, flushId, MemoryLake.UUID, 0, 0);
    ClusterSharding.get(node.system())
        .entityRefFor(TableCommitter.KEY, MemoryLake.UUID)
        .tell(
            new AddFiles(
                name, 1, 0, List.of(new PendingFile(flushId, from, to, file)), partition.getRef()));
  }

  @Test
  void aMissingTableIsWaitedFor() {
    try (TestNode node = new TestNode(folder, lake, NEVER)) {
      committed(node, node.store("1"));
      lake.drop(true);
      Stored second = node.store("2");
      until(() -> committer(node).phase() == Phase.UNDECIDED);
      assertThat(lake.rows()).containsExactly("1");
      lake.drop(false);
      committed(node, second);
      assertThat(lake.rows()).containsExactly("1", "2");
    }
  }

  private static void commitThree(TestNode node) {
    for (int i = 1; i <= 3; i++) {
      committed(node, node.store(Integer.toString(i)));
    }
    until(() -> committer(node).ledger() == 3);
  }

  private static CommitterStatus committer(TestNode node) {
    return committer(node, MemoryLake.UUID);
  }

  private static CommitterStatus committer(TestNode node, String uuid) {
    return await(node.buffers().committers()).stream()
        .filter(status -> status.tableUuid().equals(uuid))
        .findFirst()
        .orElseGet(() -> CommitterStatus.unreachable(uuid, "none yet"));
  }

  private static void inFile(TestNode node, Stored stored) {
    until(() -> await(node.buffers().locate(stored.position())) instanceof Whereabouts.InFile);
  }

  private static void committed(TestNode node, Stored stored) {
    assertThat(await(node.buffers().whenCommitted(stored.position(), Duration.ofSeconds(20))))
        .isInstanceOf(InSnapshot.class);
  }

  private static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("The condition did not come true");
      }
      LockSupport.parkNanos(5_000_000);
    }
  }
}
