package dev.firn.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.firn.catalog.history.HistoryRefusedException;
import dev.firn.node.security.ApiKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The table's history over HTTP: who may, what is asked, what is answered and written down. */
class HistoryRoutesTest {
  private static final String SNAPSHOT = "6187309921204436611";
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
  void forget() {
    api.history.told.clear();
    api.history.failure = Optional.empty();
  }

  private static HttpResponse<String> ask(String method, String path, String key) throws Exception {
    HttpRequest.Builder request = api.request(path).method(method, BodyPublishers.noBody());
    return api.send(request.header("Authorization", "Bearer " + key));
  }

  @Test
  void aTenantsKeyIsRefusedAndChangesNothing() throws Exception {
    for (String path : List.of("/v1/snapshots", "/v1/tags", "/v1/diff?from=1")) {
      assertThat(ask("GET", path, "k1").statusCode()).as(path).isEqualTo(403);
    }
    assertThat(ask("POST", "/v1/tags/a", "k1").statusCode()).isEqualTo(403);
    assertThat(ask("DELETE", "/v1/tags/a", "k1").statusCode()).isEqualTo(403);
    assertThat(ask("POST", "/v1/rollback?to=1", "k1").statusCode()).isEqualTo(403);
    assertThat(api.history.told).isEmpty();
  }

  @Test
  void listsSnapshotsByPages() throws Exception {
    assertThat(ask("GET", "/v1/snapshots?limit=2&before=9", "k2").body())
        .startsWith("{\"snapshots\":[{\"snapshot\":\"" + SNAPSHOT + "\",\"parent\":null,")
        .contains("\"by\":\"firn\"", "\"ledger\":\"5:c\"", "\"tags\":[\"mark\"]")
        .endsWith("\"next\":7}");
    ask("GET", "/v1/snapshots", "k2");
    assertThat(api.history.told)
        .containsExactly("snapshots 2 before 9", "snapshots 1000 before " + Long.MAX_VALUE);
    for (String wrong : List.of("limit=0", "limit=x", "limit=10001", "before=y")) {
      assertThat(ask("GET", "/v1/snapshots?" + wrong, "k2").statusCode()).as(wrong).isEqualTo(400);
    }
  }

  @Test
  void tagsAndUntags() throws Exception {
    assertThat(ask("POST", "/v1/tags/launch?asOf=2026-11-22T09:00:00Z&keep=7d", "k2").body())
        .contains("\"tag\":\"launch\"", "\"expires\":\"1970-01-08T00:00:00Z\"");
    ask("POST", "/v1/tags/now", "k2");
    assertThat(ask("DELETE", "/v1/tags/launch", "k2").body()).isEqualTo("{\"deleted\":\"launch\"}");
    assertThat(ask("GET", "/v1/tags", "k2").body()).contains("\"tags\":[{\"tag\":\"mark\"");
    assertThat(api.history.told)
        .containsExactly(
            "tag launch at 2026-11-22T09:00:00Z keep Optional[PT168H]",
            "tag now at current keep Optional.empty",
            "untag launch",
            "tags");
    for (String wrong : List.of("a/b", "a?keep=soon", "a?keep=0s", "a?asOf=a%20b")) {
      assertThat(ask("POST", "/v1/tags/" + wrong, "k2").statusCode()).as(wrong).isEqualTo(400);
    }
  }

  @Test
  void comparesAndRollsBack() throws Exception {
    assertThat(ask("GET", "/v1/diff?from=mark", "k2").body()).contains("\"relation\":\"same\"");
    assertThat(ask("GET", "/v1/diff", "k2").statusCode()).isEqualTo(400);
    assertThat(ask("POST", "/v1/rollback?to=mark&dryRun=true", "k2").body())
        .contains("\"dropped\":[{\"from\":3,\"through\":4}]", "\"leavingSnapshots\":1")
        .doesNotContain("accepted");
    assertThat(ask("POST", "/v1/rollback?to=12&through=34", "k2").body())
        .contains("\"tag\":\"before-rollback-7\"", "\"accepted\":[{\"from\":3,\"through\":3}]");
    assertThat(api.history.told)
        .containsExactly(
            "diff mark current",
            "rehearse mark OptionalLong.empty",
            "rollback 12 OptionalLong[34]");
  }

  @Test
  void saysWhyNot() throws Exception {
    assertRefusal(new HistoryRefusedException("not so"), 409, "history-refused", "not so");
    assertRefusal(new IllegalArgumentException("no name"), 400, "parameters", "no name");
    assertRefusal(
        new CommitStateUnknownException(new IllegalStateException("lost")),
        503,
        "outcome-unknown",
        "look before");
    assertRefusal(
        new UncheckedIOException(new IOException("no disk")), 503, "table-unreachable", "no disk");
  }

  private static void assertRefusal(RuntimeException why, int status, String reason, String words)
      throws Exception {
    api.history.failure = Optional.of(why);
    assertThat(ask("POST", "/v1/rollback?to=12", "k2"))
        .matches(answer -> answer.statusCode() == status)
        .matches(answer -> answer.body().contains("\"" + reason + "\""), reason)
        .matches(answer -> answer.body().contains(words), words);
  }

  @Test
  void writesDownWhoChangedWhatAndWhatCameOfIt() throws Exception {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    Logger logger = (Logger) LoggerFactory.getLogger("firn.operations");
    logger.addAppender(lines);
    try {
      ask("POST", "/v1/tags/a?asOf=12&keep=1h", "k2");
      ask("DELETE", "/v1/tags/a", "k2");
      ask("POST", "/v1/rollback?to=12&dryRun=true", "k2");
      ask("POST", "/v1/rollback?to=12&through=34", "k2");
      ask("GET", "/v1/diff?from=12", "k2");
    } finally {
      logger.detachAppender(lines);
    }
    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "operation=tag by=ada on=a at 12 for PT1H",
            "operation=tag by=ada on=a at 12 for PT1H outcome=200",
            "operation=untag by=ada on=a",
            "operation=untag by=ada on=a outcome=200",
            "operation=rollback by=ada on=12 through 34",
            "operation=rollback by=ada on=12 through 34 outcome=200");
  }
}
