package dev.firn.sharding.cluster;

import static dev.firn.sharding.cluster.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.firn.sharding.Whereabouts.InFile;
import dev.firn.sharding.Whereabouts.InSnapshot;
import dev.firn.sharding.Whereabouts.Rejected;
import dev.firn.sharding.commit.CommitterProtocol.AddFiles;
import dev.firn.sharding.commit.CommitterProtocol.FileCut;
import dev.firn.sharding.commit.CommitterProtocol.PendingFile;
import dev.firn.sharding.partition.PartitionProtocol.Command;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Appends that are left without rows, and files that are written anew before others. */
class EmptyPlacesTest {
  private static final String[] IN_MEMORY = {
    "pekko.persistence.journal.plugin = pekko.persistence.testkit.journal",
    "pekko.persistence.testkit.events.serialize = off",
    "firn.buffers.query-plugin = pekko.persistence.testkit.query",
  };

  @TempDir Path folder;
  private final MemoryLake lake = new MemoryLake();

  @Test
  void anAppendLeftWithoutRowsIsNotToldAsCommitted() {
    lake.refuseRows("a");
    try (OneBuffer one = new OneBuffer(folder, lake)) {
      ActorRef<Command> buffer = one.start("one");
      one.append(buffer, "a");
      until(() -> !one.keptAppends.isEmpty());
      one.append(buffer, "b");

      AddFiles files = one.nextFiles();

      assertThat(files.files()).extracting(PendingFile::from, PendingFile::to).hasSize(1);
      assertThat(files.files().get(0).from()).isEqualTo(1);
      assertThat(files.files().get(0).to()).isEqualTo(2);
      assertThat(files.committedThrough()).as("the file begins behind it").isZero();
    }
  }

  @Test
  void withAFullJournalTooWhatComesBeforeAWrittenFileIsWritten() {
    try (OneBuffer one = new OneBuffer(folder, lake)) {
      ActorRef<Command> buffer = one.start("one");
      one.append(buffer, "a");
      one.nextFiles();
      one.append(buffer, "b");
      AddFiles both = one.nextFiles(files -> files.files().size() == 2);
      one.around.fillJournal(true);

      OneBuffer.refuseFirst(both);

      PendingFile refused = both.files().get(0);
      AddFiles again =
          one.nextFiles(
              files -> files.files().get(0).from() == 1 && !files.files().contains(refused));
      assertThat(again.files()).extracting(PendingFile::from).containsExactly(1L, 2L);
    }
  }

  /** What the ids of its file are read for would no longer be so. */
  @Test
  void aRefusalThatComesBeforeTheIdsAreKnownIsLeftToTheNext() {
    try (OneBuffer one = new OneBuffer(folder, lake, IN_MEMORY)) {
      ActorRef<Command> buffer = one.start("one");
      one.append(buffer, "a");
      AddFiles files = one.nextFiles();
      one.disk.hold();
      PersistenceTestKit.create(one.node.system()).failNextPersisted("partition|" + OneBuffer.ID);
      one.tell(buffer, "b");
      until(() -> one.disk.held() > 0);

      OneBuffer.refuseFirst(files);
      one.locate(buffer, 1);
      one.disk.release();

      one.append(buffer, "c");
      assertThat(one.locate(buffer, 1))
          .isEqualTo(new InFile(files.files().get(0).file().location()));
    }
  }

  /** What would be written up to the cut has no rows, and what is behind it must not wait. */
  @Test
  void behindACutWithNothingButEmptyPlacesBeforeItAFileBegins() {
    lake.refuseRows("a", "b");
    try (OneBuffer one = new OneBuffer(folder, lake)) {
      ActorRef<Command> buffer = one.start("one");
      one.append(buffer, "a");
      one.append(buffer, "b");
      until(() -> one.keptAppends.size() == 2);
      one.append(buffer, "c");
      AddFiles astride = one.nextFiles();
      PendingFile file = astride.files().get(0);
      assertThat(file.from()).isEqualTo(1);
      astride.replyTo().tell(new FileCut(astride.epoch(), file.flushId(), 2));

      AddFiles behind = one.nextFiles(files -> files.files().get(0).from() > 1);

      assertThat(behind.files())
          .extracting(PendingFile::from, PendingFile::to)
          .containsExactly(tuple(3L, 3L));
      assertThat(behind.committedThrough()).isEqualTo(2);
      one.stop(buffer);
      ActorRef<Command> again = one.start("again");
      one.append(again, "d");
      AddFiles both = one.nextFiles(files -> files.files().size() == 2);
      assertThat(both.files()).extracting(PendingFile::from).containsExactly(3L, 4L);
      OneBuffer.commit(both);
      until(() -> one.locate(again, 4) instanceof InSnapshot);
      assertThat(one.locate(again, 2)).isEqualTo(new Rejected());
    }
  }

  @Test
  void rejectedRowsAreNoReasonForASnapshotEach() {
    String[] poison = IntStream.range(0, 8).mapToObj(i -> "p" + i).toArray(String[]::new);
    lake.refuseRows(poison);
    try (OneBuffer one = new OneBuffer(folder, lake)) {
      ActorRef<Command> buffer = one.start("one");
      for (String id : poison) {
        one.append(buffer, id, "good " + id);
      }
      AddFiles files = one.nextFiles();
      assertThat(one.keptAppends).hasSize(8);
      assertThat(one.around.trims()).as("each follows a snapshot").isZero();
      OneBuffer.commit(files);
      until(() -> one.around.trims() > 0);
    }
  }
}
