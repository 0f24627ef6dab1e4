package dev.firn.node.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.firn.node.testing.EventsTable;
import dev.firn.node.testing.NodeProcess;
import dev.firn.node.testing.TestNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Data folders that earlier versions left when they were killed: rows committed, in an open plan,
 * in files without a plan, and in the journal only, of two tenants with the same ids. This version
 * opens each, knows every event again, and commits each once. A new sample is made by {@code ./firn
 * bench sample --from REV --out cluster-node/src/test/resources/versions/vN.zip}.
 */
@Execution(ExecutionMode.CONCURRENT) // its nodes are processes of their own
class VersionSamplesTest {
  private static final Map<String, String> SETTINGS =
      Map.of(
          "firn.auth.keys-file", "/proc/self/cwd/data/keys",
          "firn.ingest.accept-past", "unbounded",
          "firn.dedup.window", "3650d",
          "firn.flush.max-age", "500ms",
          "firn.flush.min-pause", "200ms",
          "firn.commit.interval", "500ms");

  private final HttpClient client = HttpClient.newHttpClient();

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v2", "v3"})
  void whatAnEarlierVersionJournaledIsCommittedOnce(String version) throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/cwd")), "samples need Linux' /proc");
    Path folder = TestNode.freshFolder();
    unpack("/versions/" + version + ".zip", folder.resolve("data"));
    List<String> acknowledged = Files.readAllLines(folder.resolve("data/acknowledged.txt"));
    try (NodeProcess node = NodeProcess.launchIn(folder, "/proc/self/cwd/data", SETTINGS)) {
      String url = node.url();
      EventsTable table =
          new EventsTable(
              url + "/catalog",
              "op-key",
              Map.of(
                  "io-impl", MovedFileIO.class.getName(), MovedFileIO.FOLDER, folder.toString()));
      awaitRows(table, acknowledged.size());
      for (Map.Entry<String, List<String>> group : byTenantAndType(acknowledged).entrySet()) {
        assertThat(sendAgain(url, group.getKey(), group.getValue()))
            .contains("\"accepted\":0,")
            .contains("\"duplicates\":" + group.getValue().size() + ",");
      }
      assertThat(rows(table)).containsExactlyInAnyOrderElementsOf(acknowledged);
    }
  }

  private static void unpack(String resource, Path into) throws IOException {
    try (InputStream bytes =
            Objects.requireNonNull(VersionSamplesTest.class.getResourceAsStream(resource));
        ZipInputStream zip = new ZipInputStream(bytes)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = into.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.copy(zip, file);
      }
    }
  }

  private static void awaitRows(EventsTable table, int count) {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (rows(table).size() < count && System.nanoTime() < deadline) {
      LockSupport.parkNanos(200_000_000L);
    }
    assertThat(rows(table)).hasSize(count);
  }

  private static List<String> rows(EventsTable table) {
    return table.rows(Expressions.alwaysTrue()).stream()
        .map(row -> row.getField("tenant") + " " + row.getField("type") + " " + row.getField("id"))
        .toList();
  }

  private static Map<String, List<String>> byTenantAndType(List<String> acknowledged) {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    for (String line : acknowledged) {
      int id = line.lastIndexOf(' ');
      groups.computeIfAbsent(line.substring(0, id), any -> new ArrayList<>()).add(line);
    }
    return groups;
  }

  private String sendAgain(String url, String tenantAndType, List<String> lines)
      throws IOException, InterruptedException {
    String tenant = tenantAndType.substring(0, tenantAndType.indexOf(' '));
    String type = tenantAndType.substring(tenantAndType.indexOf(' ') + 1);
    List<String> events = new ArrayList<>();
    for (String line : lines) {
      int id = Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
      events.add(
          "{\"specversion\":\"1.0\",\"source\":\"/sample\",\"id\":\"%d\",\"type\":\"%s\",\"time\":\"2026-11-01T10:%02d:00Z\"}"
              .formatted(id, type, id % 60));
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/v1/events"))
            .header("Content-Type", "application/cloudevents-batch+json")
            .header("Authorization", "Bearer " + tenant + "-key")
            .POST(BodyPublishers.ofString(events.toString()))
            .build();
    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }
}
