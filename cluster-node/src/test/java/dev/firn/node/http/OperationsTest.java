package dev.firn.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.firn.node.security.ApiKeys;
import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.PartitionStatus;
import dev.firn.sharding.PlacedCommitter;
import dev.firn.sharding.Whereabouts;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What operators may and others may not, and what is written down of it. */
class OperationsTest {
  private static RunningApi api;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    Path keys = Files.writeString(folder.resolve("keys"), "tenant acme k1\noperator ada k2\n");
    api = new RunningApi("", ApiKeys.read(keys));
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @BeforeEach
  void onePartition() {
    api.buffers.committers = List.of();
    api.buffers.partitions = List.of(status("a%20b/2026-11-22T09", 5), status("empty/2026", 0));
    api.buffers.places = position -> new Whereabouts.InSnapshot(position.append(), 44);
  }

  private static PartitionStatus status(String id, long rows) {
    return new PartitionStatus(
        id, "a b", Instant.EPOCH, 3, 7, rows, 10, Optional.empty(), "idle", Optional.empty());
  }

  private static HttpResponse<String> ask(String method, String path, String key) throws Exception {
    HttpRequest.Builder request = api.request(path).method(method, BodyPublishers.noBody());
    return api.send(key.isEmpty() ? request : request.header("Authorization", "Bearer " + key));
  }

  @Test
  void aTenantsKeyIsRefused() throws Exception {
    for (String path : List.of("/v1/partitions", "/v1/snapshots", "/v1/nodes", "/v1/commits")) {
      assertThat(ask("GET", path, "k2").statusCode()).as(path).isEqualTo(200);
      assertThat(ask("GET", path, "k1").statusCode()).as(path).isEqualTo(403);
      assertThat(ask("GET", path, "").statusCode()).as(path).isEqualTo(401);
    }
    for (String path : List.of("/v1/partitions/flush", "/v1/commits/resume")) {
      assertThat(ask("POST", path, "k1").statusCode()).as(path).isEqualTo(403);
    }
  }

  @Test
  void flushesThePartitionThatIsNamed() throws Exception {
    String path = "/v1/partitions/a%2520b%2F2026-11-22T09/flush";
    HttpResponse<String> answer = ask("POST", path, "k2");
    assertThat(answer.body())
        .isEqualTo(
            "{\"flushed\":[{\"partition\":\"a%20b/2026-11-22T09\",\"state\":\"committed\","
                + "\"ledger\":7,\"snapshot\":\"44\"}]}");
    assertThat(ask("POST", "/v1/partitions/nobody%2F2026/flush", "k2").body())
        .contains("partition-not-awake");
  }

  @Test
  void listsDeadLettersOnTheirWayAsThoseOfAnotherTable() throws Exception {
    api.buffers.rejected = List.of(status("a%20b/2026-11-22T09", 2));
    try {
      assertThat(ask("GET", "/v1/partitions", "k2").body())
          .contains("{\"table\":\"events\",\"partition\":\"a%20b/2026-11-22T09\"")
          .contains("{\"table\":\"events_rejected\",\"partition\":\"a%20b/2026-11-22T09\"");
    } finally {
      api.buffers.rejected = List.of();
    }
  }

  @Test
  void flushesEveryPartitionThatHoldsRows() throws Exception {
    assertThat(ask("POST", "/v1/partitions/flush", "k2").body())
        .contains("a%20b/2026-11-22T09")
        .doesNotContain("empty");
  }

  @Test
  void wantsToKnowExactlyWhichRollbackWasMeant() throws Exception {
    String path = "/v1/commits/accept-rollback?table=t&from=3&through=";
    assertThat(ask("POST", path + "2", "k2").statusCode()).isEqualTo(400);
    assertThat(ask("POST", path + "4", "k2"))
        .matches(answer -> answer.statusCode() == 200)
        .matches(answer -> answer.body().contains("\"accepted\":[{\"from\":3,\"through\":4}]"));
    assertThat(ask("POST", path.replace("table=t", "table=x") + "4", "k2"))
        .matches(answer -> answer.statusCode() == 404)
        .matches(answer -> answer.body().contains("table x has no committer"));
  }

  private static CommitterStatus committer(String table, long ledger) {
    return committer(table, CommitterStatus.Phase.IDLE, ledger);
  }

  private static CommitterStatus committer(String table, CommitterStatus.Phase phase, long ledger) {
    return new CommitterStatus(
        table,
        phase,
        ledger,
        1,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0,
        0,
        0,
        0,
        List.of(),
        0);
  }

  @Test
  void namesTheTableAndTheNodeOfACommitter() throws Exception {
    api.buffers.committers =
        List.of(
            new PlacedCommitter(committer(RunningApi.TABLE, 7), "firn-1:7355"),
            new PlacedCommitter(committer("gone", 2), "firn-2:7355"));
    assertThat(ask("GET", "/v1/commits", "k2").body())
        .contains("{\"table\":\"" + RunningApi.TABLE + "\",\"name\":\"analytics.events\"")
        .contains("\"node\":\"firn-1:7355\"")
        .contains("{\"table\":\"gone\",\"name\":null,\"node\":\"firn-2:7355\"");
  }

  @Test
  void writesDownWhoChangedWhatAndWhatCameOfIt() throws Exception {
    api.buffers.committers =
        List.of(
            new PlacedCommitter(committer("t", CommitterStatus.Phase.PARKED, 7), "firn-1:7355"));
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    Logger logger = (Logger) LoggerFactory.getLogger("firn.operations");
    logger.addAppender(lines);
    try {
      ask("POST", "/v1/partitions/x%0Aoperation=forged/flush", "k2");
      ask("GET", "/v1/partitions", "k2");
      ask("POST", "/v1/partitions/flush", "k2");
      ask("POST", "/v1/commits/resume", "k2");
      ask("POST", "/v1/commits/accept-rollback?table=x&from=3&through=4", "k2");
    } finally {
      logger.detachAppender(lines);
    }
    String rollback = "operation=accept-rollback by=ada on=x ledger 3 to 4";
    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "operation=flush by=ada on=x?operation=forged",
            "operation=flush by=ada on=x?operation=forged outcome=404 partition-not-awake: "
                + "x?operation=forged is not awake here, so it has nothing outside the table",
            "operation=flush by=ada on=all",
            "operation=flush by=ada on=all outcome=200",
            "operation=resume-commits by=ada on=t",
            "operation=resume-commits by=ada on=t outcome=unreachable",
            rollback,
            rollback + " outcome=404 rollback-not-accepted: table x has no committer");
  }
}
