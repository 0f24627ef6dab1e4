package dev.firn.bench.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.bench.cluster.Scenario.Act;
import dev.firn.bench.faults.LoadSession;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * SIGSTOP of a node with partitions whose rows wait for their flush. The others take its shards,
 * flush what it had buffered and truncate it; then the node goes on, and its flushes, which are due
 * at once, are refused by the journal.
 */
final class Halt implements Act {
  private static final List<String> FENCED = List.of("FN001", "is fenced off");
  private static final int OUT_OF_CLUSTER = 4;
  private static final Duration UNDER_WAY = Duration.ofMillis(500);

  /** More than the load goes to: what a halted node has under way dies of its age first. */
  private static final int QUIET_TYPES = 4 * Scenario.TYPES;

  private static final String FIRST_QUIET_TYPE =
      "com.example.web.view-%04d".formatted(Scenario.TYPES);

  private final Duration least;
  private final int rounds;

  private final boolean mustFire;

  private Halt(Duration least, int rounds, boolean mustFire) {
    this.least = least;
    this.rounds = rounds;
    this.mustFire = mustFire;
  }

  /**
   * Once. The cluster may end the node sooner than it writes; whether the fence fired is noted.
   *
   * @param least how long the node is halted; longer, if its successor takes longer to truncate
   */
  static Halt once(Duration least) {
    return new Halt(least, 1, false);
  }

  /** As often as it takes until the fence fires, in this many rounds at most. */
  static Halt untilFenced(Duration least, int rounds) {
    return new Halt(least, rounds, true);
  }

  @Override
  public void play(Stage stage) throws IOException, InterruptedException {
    boolean hasFired = false;
    for (int round = 0; round < rounds && !hasFired; round++) {
      hasFired = playRound(stage);
    }
    if (mustFire && !hasFired) {
      stage.problem("The fence did not fire: nothing of it in the logs of the halted nodes");
    }
  }

  /** Whether the fence has fired. */
  private boolean playRound(Stage stage) throws IOException, InterruptedException {
    JsonNode partition = Until.answered(Stage.PATIENCE, () -> quietPartition(stage));
    String id = partition.path("partition").asText();
    Cluster cluster = stage.cluster();
    ClusterNode node =
        Until.answered(Stage.PATIENCE, () -> cluster.holderOf(cluster.other(), partition));
    int ends = node.ends().size();
    int logged = node.log().length();
    long halted = System.nanoTime();
    node.halt();
    long stored = position(stage, "highest", id);
    stage.figures().put("node", node.name());
    stage.figures().put("acceptingSeconds", stage.awaitAccepting(halted));
    stage.say("halted " + node + ", accepting again: " + stage.figures());
    Until.await(
        "truncation of what was journaled before the halt",
        Stage.PATIENCE,
        () -> position(stage, "deleted_to", id) >= stored);
    stage.figures().put("truncatedSeconds", Stage.secondsSince(halted));
    Stage.rest(least.minusNanos(System.nanoTime() - halted));
    try (LoadSession late = stage.startSending(QUIET_TYPES, node)) {
      // In its socket when it goes on, and for partitions that it believes to have.
      Stage.rest(UNDER_WAY);
      return goOn(stage, node, ends, logged, late);
    }
  }

  private static boolean goOn(Stage stage, ClusterNode node, int ends, int logged, LoadSession late)
      throws IOException, InterruptedException {
    long wentOn = System.nanoTime();
    node.goOn();
    Until.await("the end of " + node, Stage.PATIENCE, () -> node.ends().size() > ends);
    ClusterNode.End end = node.ends().get(ends);
    boolean hasFired = isFenced(node.log().substring(logged));
    stage.figures().put("fenceFired", hasFired);
    stage.figures().put("exitCode", end.exitCode());
    stage.figures().put("endedSecondsAfter", Stage.rounded((end.at() - wentOn) / 1e9));
    if (end.exitCode() != OUT_OF_CLUSTER) {
      stage.problem(node + " ended with " + end.exitCode() + ", not " + OUT_OF_CLUSTER);
    }
    stage.figures().put("wholeSecondsAfter", stage.awaitWhole(wentOn));
    stage.say("went on: " + stage.figures());
    late.stop();
    return hasFired;
  }

  private static JsonNode quietPartition(Stage stage) throws IOException, InterruptedException {
    stage.sendOnceTo(QUIET_TYPES);
    for (JsonNode one : stage.cluster().other().api().ask("/v1/partitions").path("partitions")) {
      boolean isQuiet = one.path("type").asText().compareTo(FIRST_QUIET_TYPE) >= 0;
      if (isQuiet && one.path("rows").asLong() > 0) {
        return one;
      }
    }
    throw new IOException("No partition without load has rows");
  }

  private static boolean isFenced(String log) {
    return FENCED.stream().anyMatch(log::contains);
  }

  /** Of the events of an id, up to which they were stored, or truncated. */
  private static long position(Stage stage, String column, String id) throws IOException {
    String query =
        "SELECT coalesce(max(" + column + "), 0) FROM firn_journal.position WHERE persistence_id=?";
    try (Connection connection = stage.cluster().database().connect();
        PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, "partition|" + id);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    } catch (SQLException e) {
      throw new IOException(query, e);
    }
  }
}
