package dev.firn.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.firn.catalog.evolution.SchemaRefusedException;
import dev.firn.node.security.ApiKeys;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The table's schema over HTTP: who may, what is asked, what is answered and written down. */
class SchemaRoutesTest {
  private static final String COLUMNS = "/v1/schema/columns/";
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
    api.schema.told.clear();
    api.schema.failure = Optional.empty();
  }

  private static HttpResponse<String> ask(String method, String path, String key) throws Exception {
    HttpRequest.Builder request = api.request(path).method(method, BodyPublishers.noBody());
    return api.send(request.header("Authorization", "Bearer " + key));
  }

  @Test
  void aTenantsKeyIsRefusedAndChangesNothing() throws Exception {
    assertThat(ask("GET", "/v1/schema", "k1").statusCode()).isEqualTo(403);
    assertThat(ask("POST", COLUMNS + "a?type=long", "k1").statusCode()).isEqualTo(403);
    assertThat(ask("DELETE", COLUMNS + "a", "k1").statusCode()).isEqualTo(403);
    assertThat(api.schema.told).isEmpty();
  }

  @Test
  void showsColumnsAndRules() throws Exception {
    assertThat(ask("GET", "/v1/schema", "k2").body())
        .startsWith("{\"table\":\"" + RunningApi.TABLE + "\",\"schema\":3,\"columns\":[{\"id\":1,")
        .contains("\"column\":\"id\",\"type\":\"string\",\"required\":true,\"owner\":\"firn\"")
        .contains("\"id\":28,\"column\":\"user_id\",\"type\":\"long\",\"required\":false")
        .contains("\"owner\":\"table\",\"from\":[{\"type\":\"page.view\",\"path\":\"$.user.id\"}]")
        .endsWith("\"unreadable\":[\"firn.promoted.x\"]}");
  }

  @Test
  void changesWhatIsAsked() throws Exception {
    ask("POST", COLUMNS + "note?type=string", "k2");
    ask("POST", COLUMNS + "n?type=decimal(9,2)&from=a%2Fb&path=%24.x%5B0%5D", "k2");
    ask("POST", COLUMNS + "n?type=long&required=true&dryRun=true", "k2");
    ask("POST", COLUMNS + "n/rename?to=m", "k2");
    ask("POST", COLUMNS + "m/widen?type=double", "k2");
    ask("DELETE", COLUMNS + "m?dryRun=true", "k2");
    assertThat(ask("DELETE", COLUMNS + "m", "k2").statusCode()).isEqualTo(200);
    assertThat(api.schema.told)
        .containsExactly(
            "add note string",
            "add n decimal(9, 2) from $.x[0] of a/b",
            "rehearse add n long",
            "rename n to m",
            "widen m to double",
            "rehearse drop m",
            "drop m");
  }

  @Test
  void suggests() throws Exception {
    assertThat(ask("GET", "/v1/schema/suggestions", "k2").body())
        .isEqualTo(
            "{\"files\":1,\"rows\":10,\"uncounted\":0,\"suggestions\":[{\"from\":\"page.view\","
                + "\"path\":\"$.user.name\",\"column\":\"user_name\",\"type\":\"string\","
                + "\"rows\":9,\"of\":10,\"kinds\":{\"whole\":1,\"text\":8}}]}");
    ask("GET", "/v1/schema/suggestions?from=a%2Fb&limit=7", "k2");
    assertThat(ask("GET", "/v1/schema/suggestions?limit=0", "k2").statusCode()).isEqualTo(400);
    assertThat(ask("GET", "/v1/schema/suggestions", "k1").statusCode()).isEqualTo(403);
    assertThat(api.schema.told).containsExactly("suggest all 50", "suggest a/b 7");
  }

  @Test
  void whatCannotBeReadIsRefusedBeforeAnythingIsAsked() throws Exception {
    for (String path :
        List.of(
            "a",
            "a?type=number",
            "a?type=long&from=t",
            "a?type=long&path=%24.x",
            "a?type=long&from=t&path=x",
            "a/rename",
            "a/widen?type=many",
            "a/b?type=long",
            "a/b/c")) {
      HttpResponse<String> answer = ask("POST", COLUMNS + path, "k2");
      assertThat(answer.statusCode()).as(path).isEqualTo(400);
      assertThat(answer.body()).as(path).contains("\"parameters\"");
    }
    assertThat(api.schema.told).isEmpty();
  }

  @Test
  void failuresAreToldByTheirKind() throws Exception {
    assertFailure(new SchemaRefusedException("why not"), 409, "schema-refused");
    assertFailure(new CommitStateUnknownException(new IOException("x")), 503, "outcome-unknown");
    assertFailure(new NoSuchTableException("gone"), 503, "table-unreachable");
  }

  private static void assertFailure(RuntimeException failure, int status, String reason)
      throws Exception {
    api.schema.failure = Optional.of(failure);
    HttpResponse<String> answer = ask("DELETE", COLUMNS + "a", "k2");
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains("\"" + reason + "\"");
  }

  @Test
  void everyOrderIsWrittenDownWithItsOutcome() throws Exception {
    Logger log = (Logger) LoggerFactory.getLogger("firn.operations");
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    log.addAppender(lines);
    try {
      ask("POST", COLUMNS + "note?type=string", "k2");
      ask("POST", COLUMNS + "note?type=string&dryRun=true", "k2");
      api.schema.failure = Optional.of(new SchemaRefusedException("why not"));
      ask("DELETE", COLUMNS + "note", "k2");
    } finally {
      log.detachAppender(lines);
    }
    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "operation=schema by=ada on=add note string",
            "operation=schema by=ada on=add note string outcome=200",
            "operation=schema by=ada on=drop note",
            "operation=schema by=ada on=drop note outcome=409 schema-refused: why not");
  }
}
