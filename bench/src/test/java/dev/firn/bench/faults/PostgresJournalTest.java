package dev.firn.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.bench.faults.check.History;
import dev.firn.bench.faults.check.TableCheck;
import dev.firn.bench.faults.front.Fault;
import dev.firn.bench.target.NodeProcess;
import dev.firn.bench.target.PrivatePostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes whose journal is a PostgreSQL: killed, without their database, and fenced off. */
@Timeout(180)
@TestMethodOrder(OrderAnnotation.class)
class PostgresJournalTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What the database says to who is too late. */
  private static final String FENCED = "is not above the highest stored";

  private static final List<String> FLUSH_NOTHING =
      List.of("-Dfirn.flush.max-age=1h", "-Dfirn.flush.max-events=100000");
  private static final List<String> FLUSH_AT_ONCE =
      List.of(
          "-Dfirn.flush.max-age=100ms",
          "-Dfirn.flush.min-pause=10ms",
          "-Dfirn.commit.interval=100ms");

  @TempDir static Path folder;
  private static PrivatePostgres server;
  private static FaultRig rig;
  private static FewEvents events;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    server = PrivatePostgres.start();
    List<String> settings = new ArrayList<>(server.nodeSettings());
    // Short, for the sake of the test: an entity that is fenced off is soon there again.
    settings.add("-Dpekko.cluster.sharding.entity-restart-backoff=200ms");
    rig = FaultRig.start(folder, request -> Fault.NONE, request -> Fault.NONE, settings);
    rig.node().rehearse();
    events = new FewEvents(rig.url());
  }

  @AfterAll
  static void stop() throws IOException {
    rig.close();
    server.close();
  }

  @Order(1)
  @Test
  void whatWasAcknowledgedAndNotFlushedIsThereAfterKill9AndTheDatabasesCrash()
      throws IOException, InterruptedException {
    rig.node().start(FLUSH_NOTHING);
    post(10);
    assertThat(rig.node().api().bufferedRows()).isEqualTo(events.promises().acknowledgedCount());
    server.command("crash");
    rig.node().kill();
    server.command("start");

    rig.node().start(FLUSH_AT_ONCE);
    post(1);
    assertThat(new Drain(rig, events.promises()).await(PATIENCE)).as("drained").isTrue();
    assertThatEverythingIsThereOnce();
  }

  /** Seconds of a database that is away are waited out; what could not be taken is sent again. */
  @Order(2)
  @Test
  void aNodeOutlivesARestartOfItsDatabase() throws IOException, InterruptedException {
    server.command("crash");
    server.command("start");
    QuickNode.awaitThat(() -> events.tryToPost().status() == 200);
    post(3);
    assertThat(new Drain(rig, events.promises()).await(PATIENCE)).as("drained").isTrue();
    assertThatEverythingIsThereOnce();
    rig.node().kill();
  }

  /**
   * The worst that a pause can do: while the node stood still, another one took its partitions,
   * flushed what the journal held and truncated it. Neither knows of the other, as if a cluster had
   * split; the database alone is in between.
   */
  @Order(3)
  @Test
  void aNodeThatWasHaltedIsFencedOffWhenAnotherHasFlushedAndTruncated()
      throws IOException, InterruptedException {
    rig.node().start(FLUSH_NOTHING);
    post(5);
    assertThat(rig.node().halt()).isTrue();
    forgetWhoUsesTheJournal();
    try (NodeLives successor = successor()) {
      successor.start(FLUSH_AT_ONCE);
      QuickNode.awaitThat(() -> events.tryToPostTo(successor.url()).status() == 200);
      QuickNode.awaitThat(() -> rows() == events.promises().acknowledgedCount());
      QuickNode.awaitThat(() -> buffered(successor) == 0);

      rig.node().goOn();
      events.tryToPost();
      QuickNode.awaitThat(() -> log(rig.node()).contains(FENCED));
      assertThat(log(successor)).doesNotContain(FENCED);
      // Its entities have died and read the journal anew: now the successor's are the old ones.
      QuickNode.awaitThat(() -> events.tryToPost().status() == 200);
      rig.node().kill();
      QuickNode.awaitThat(() -> events.tryToPostTo(successor.url()).status() == 200);
      assertThat(log(successor)).contains(FENCED);
      QuickNode.awaitThat(
          () -> rows() >= events.promises().acknowledgedCount() && buffered(successor) == 0);
    }
    assertThatEverythingIsThereOnce();
  }

  private static String log(NodeLives node) {
    try {
      return Files.readString(node.data().resolve("node.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its name is its own: else the one that was halted would end for the loss of it. */
  private static NodeLives successor() throws IOException {
    Path secret = rig.node().data().resolve("secret");
    return rig.anotherNode(
        folder.resolve("successor"),
        List.of("-Dfirn.secret-file=" + secret, "-Dfirn.cluster.port=" + NodeProcess.freePort()));
  }

  /** Else the successor would wait until the halted node's row is old enough. */
  private static void forgetWhoUsesTheJournal() throws IOException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("DELETE FROM firn_journal.node");
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private static void post(int requests) throws IOException, InterruptedException {
    for (int request = 0; request < requests; request++) {
      events.post();
    }
  }

  private static long rows() {
    return rig.lake().rows();
  }

  private static long buffered(NodeLives node) {
    try {
      return node.api().bufferedRows();
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  private static void assertThatEverythingIsThereOnce() throws IOException {
    TableCheck.Result found =
        new TableCheck(rig.lake(), events.promises(), rig.secondWriter().ids(), History.WHOLE)
            .check();
    assertThat(found.problems()).isEmpty();
    assertThat(found.lost() + found.doubled()).isZero();
  }
}
