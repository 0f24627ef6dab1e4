package dev.firn.bench.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import dev.firn.node.FirnNode;
import dev.firn.node.settings.NodeConfig;
import dev.firn.ops.ctl.Ctl;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What operators are given, alerts, probes and commands, against a node that runs. */
class OperationsTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "operations.md");
  private static final Pattern METRIC = Pattern.compile("\\bfirn_[a-z_]+\\b");

  /** There from the first time that something is refused or rejected, or with TLS. */
  private static final Set<String> LATER =
      Set.of(
          "firn_ingest_refused_total",
          "firn_rejected_events_total",
          "firn_cluster_certificate_end_seconds");

  @TempDir static Path folder;
  private static FirnNode node;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @BeforeAll
  static void start() {
    Map<String, ?> settings = Map.of("firn.data-dir", folder.toString(), "firn.http.port", 0);
    node =
        FirnNode.start(() -> NodeConfig.over(ConfigFactory.parseMap(settings)))
            .toCompletableFuture()
            .join();
  }

  @AfterAll
  static void stop() {
    node.stop().toCompletableFuture().join();
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(node.url() + path)).build(), BodyHandlers.ofString());
  }

  @Test
  void probesAreAnsweredByANodeThatIsReady() throws Exception {
    JsonNode container =
        Yaml.manifest("StatefulSet", "firn").at("/spec/template/spec/containers/0");
    Set<String> paths = new TreeSet<>();
    for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
      paths.add(container.path(probe).at("/httpGet/path").asText());
    }
    for (String path : paths) {
      assertThat(get(path).statusCode()).as(path).isEqualTo(200);
    }
  }

  @Test
  void whatIsLetThroughFromOutsideIsThere() throws Exception {
    for (JsonNode path : Yaml.manifest("Ingress", "firn").findValues("path")) {
      assertThat(get(path.asText() + "/x").body() + get(path.asText()).body())
          .as(path.asText())
          .containsAnyOf("method-not-allowed", "receipt-not-issued-here");
    }
  }

  @Test
  void alertsAskForMetricsThatThereAreAndNameAPlaceInTheDocument() throws Exception {
    Set<String> there = names(get("/metrics").body());
    there.addAll(LATER);
    Set<String> headings = headings();
    for (JsonNode alert : alerts()) {
      String name = alert.path("alert").asText();
      assertThat(there).as(name).containsAll(names(alert.path("expr").asText()));
      assertThat(headings)
          .as(name)
          .contains(alert.at("/annotations/runbook").asText().replaceFirst(".*#", ""));
      assertThat(Files.readString(DOCUMENT)).as(name).contains("`" + name + "`");
    }
  }

  private static List<JsonNode> alerts() throws IOException {
    JsonNode file = Yaml.documents(Yaml.DEPLOY.resolve("prometheus/alerts.yaml")).get(0);
    return Yaml.list(file.at("/groups/0/rules"));
  }

  private static Set<String> names(String text) {
    Set<String> names = new TreeSet<>();
    Matcher metric = METRIC.matcher(text);
    while (metric.find()) {
      names.add(metric.group());
    }
    return names;
  }

  private static Set<String> headings() throws IOException {
    Set<String> headings = new TreeSet<>();
    for (String line : Files.readAllLines(DOCUMENT)) {
      if (line.startsWith("##")) {
        String title = line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT);
        headings.add(title.replaceAll("[^a-z0-9 -]", "").replace(' ', '-'));
      }
    }
    return headings;
  }

  /** Read, not run: a word that a command does not know is an exception. */
  @Test
  void commandsOfTheDocumentAreUnderstood() throws IOException {
    List<String> commands = commands();
    assertThat(commands).hasSizeGreaterThan(15);
    CommandLine ctl =
        Ctl.with(InputStream.nullInputStream()).setCaseInsensitiveEnumValuesAllowed(true);
    for (String command : commands) {
      String[] words =
          command.replace("SHARD", "17").replace("NODE", "a:7355").trim().split("\\s+", -1);
      assertThat(ctl.parseArgs(words).subcommand()).as(command).isNotNull();
    }
  }

  private static List<String> commands() throws IOException {
    List<String> commands = new ArrayList<>();
    Matcher command =
        Pattern.compile("(?:`|\\$ )\\./firn ctl ([a-z][^`\\n]*)")
            .matcher(Files.readString(DOCUMENT));
    while (command.find()) {
      commands.add(command.group(1));
    }
    return commands;
  }
}
