package dev.firn.bench.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.bench.cluster.Scenario.Act;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** The database is stopped in order, crashes, and loses the nodes' sessions. */
final class DatabaseTroubles implements Act {
  private static final String KILL_SESSIONS =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
          + " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'";

  private final Duration away;
  private final int rounds;

  /**
   * @param away how long the database is gone each time
   * @param rounds in which all sessions are killed
   */
  DatabaseTroubles(Duration away, int rounds) {
    this.away = away;
    this.rounds = rounds;
  }

  @Override
  public void play(Stage stage) throws IOException, InterruptedException {
    ArrayNode all = stage.figures().putArray("troubles");
    restart(stage, "stop", all.addObject());
    restart(stage, "crash", all.addObject());
    for (int round = 0; round < rounds; round++) {
      long begun = System.nanoTime();
      killSessions(stage);
      ObjectNode figures = all.addObject().put("trouble", "all sessions killed");
      figures.put("acceptingSeconds", stage.awaitAccepting(begun));
      stage.say("" + figures);
    }
  }

  private void restart(Stage stage, String command, ObjectNode figures)
      throws IOException, InterruptedException {
    stage.cluster().database().command(command);
    Stage.rest(away);
    stage.cluster().database().command("start");
    long back = System.nanoTime();
    figures.put("trouble", "database " + command + ", back after " + away.toSeconds() + " s");
    figures.put("acceptingSecondsAfterReturn", stage.awaitAccepting(back));
    figures.put("wholeSecondsAfterReturn", stage.awaitWhole(back));
    stage.say("" + figures);
  }

  private static void killSessions(Stage stage) throws IOException {
    try (Connection connection = stage.cluster().database().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(KILL_SESSIONS);
    } catch (SQLException e) {
      throw new IOException("The sessions cannot be killed", e);
    }
  }
}
