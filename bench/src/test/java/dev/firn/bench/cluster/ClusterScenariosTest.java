package dev.firn.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.bench.cluster.Scenario.Act;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The short form of {@code bench cluster}: three nodes on one PostgreSQL under load. After each
 * scenario the table is looked at and the cluster whole again by itself.
 */
@Timeout(240)
@TestMethodOrder(OrderAnnotation.class)
@Isolated("its nodes wait for each other's heartbeats")
class ClusterScenariosTest {
  private static final int RATE = 1_000;
  private static final int CLIENTS = 8;

  /** What takes many seconds in production takes few here. */
  private static final List<String> BRISK =
      List.of(
          "-Dfirn.cluster.stable-after=1s",
          "-Dfirn.cluster.down-removal-margin=200ms",
          "-Dfirn.router.retry-after=1s",
          "-Dfirn.flush.max-age=1s",
          "-Dfirn.flush.min-pause=500ms",
          "-Dfirn.commit.interval=500ms",
          "-Dpekko.cluster.sharding.entity-restart-backoff=200ms");

  @TempDir static Path folder;
  private static Cluster cluster;
  private static Session session;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    cluster = Cluster.start(folder, Places.Loopback.of(3), BRISK, List.of());
    int run = ThreadLocalRandom.current().nextInt();
    PrintWriter progress = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    session = new Session(cluster, run, RATE, CLIENTS, Duration.ZERO, false, progress);
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
  }

  @Order(1)
  @Test
  void theNodeThatCoordinatesIsKilled() throws IOException, InterruptedException {
    play("kill -9 of the coordinator", Acts.kill("coordinator", Cluster::coordinator));
  }

  @Order(2)
  @Test
  void shardsAreMovedAndANodeDrained() throws IOException, InterruptedException {
    play("move and drain", Acts.all(List.of(new Moves(), Drains.of(1))));
  }

  @Order(3)
  @Test
  void aNodeIsHaltedWhileItsSuccessorFlushesAndTruncates()
      throws IOException, InterruptedException {
    play("SIGSTOP", Halt.once(Duration.ZERO));
  }

  @Order(4)
  @Test
  void allNodesAreRestartedOneAfterAnother() throws IOException, InterruptedException {
    play("rolling restart", Acts.rollingRestart());
  }

  private static void play(String title, Act act) throws IOException, InterruptedException {
    Session.Outcome outcome = session.play(Scenario.of(title, act));
    assertThat(outcome.problems()).isEmpty();
    assertThat(outcome.load().acknowledged()).isPositive();
  }
}
