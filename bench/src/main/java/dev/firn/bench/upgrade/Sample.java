package dev.firn.bench.upgrade;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Brings a node's data folder into every state there is between an acknowledgement and a snapshot:
 * rows committed, in a plan that cannot be carried out, in files that wait for a plan, and only in
 * the journal; of two tenants that use the same ids. The plan stays open because the table's
 * metadata folder is out of the way.
 */
final class Sample {
  static final List<String> SETTINGS =
      List.of(
          "-Dfirn.auth.keys-file=/proc/self/cwd/data/keys",
          "-Dfirn.ingest.accept-past=unbounded",
          "-Dfirn.dedup.window=3650d",
          "-Dfirn.flush.max-events=200",
          "-Dfirn.flush.max-age=30m",
          "-Dfirn.flush.min-pause=100ms",
          "-Dfirn.commit.interval=300ms");

  private static final List<String> TENANTS = List.of("alpha", "beta");
  private static final int FLUSHES_AT_ONCE = 250;
  private static final int STAYS = 60;

  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final Path data;
  private final List<String> acknowledged = new ArrayList<>();

  Sample(Path data) {
    this.data = data;
  }

  void writeKeys() throws IOException {
    Files.writeString(
        data.resolve("keys"), "tenant alpha alpha-key\ntenant beta beta-key\noperator op op-key\n");
  }

  void fill(URI node) throws IOException, InterruptedException {
    send(node, "sample.committed", 0, FLUSHES_AT_ONCE, "?wait=committed");
    Path metadata = folderNamed("metadata");
    Path aside = metadata.resolveSibling("metadata-aside");
    Files.move(metadata, aside);
    Files.writeString(metadata, "out of the way");
    send(node, "sample.planned", 0, FLUSHES_AT_ONCE, "");
    awaitCommitting(node, "sample.planned");
    TimeUnit.SECONDS.sleep(3); // until the plan is made, which nothing tells from outside
    send(node, "sample.prepared", 0, FLUSHES_AT_ONCE, "");
    awaitCommitting(node, "sample.prepared");
    send(node, "sample.unflushed", 0, STAYS, "");
    send(node, "sample.committed", FLUSHES_AT_ONCE, STAYS, "");
  }

  private void send(URI node, String type, int first, int count, String query)
      throws IOException, InterruptedException {
    for (String tenant : TENANTS) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(node + "/v1/events" + query))
              .header("Content-Type", "application/cloudevents-batch+json")
              .header("Authorization", "Bearer " + tenant + "-key")
              .POST(BodyPublishers.ofString(events(type, first, count)))
              .build();
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200
          || json.readTree(answer.body()).path("accepted").asInt() != count) {
        throw new IOException(type + " was answered " + answer.statusCode() + answer.body());
      }
      for (int i = first; i < first + count; i++) {
        acknowledged.add(tenant + " " + type + " " + i);
      }
    }
  }

  private static String events(String type, int first, int count) {
    List<String> events = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      events.add(
          "{\"specversion\":\"1.0\",\"source\":\"/sample\",\"id\":\"%d\",\"type\":\"%s\",\"time\":\"2026-11-01T10:%02d:00Z\",\"data\":{\"n\":%d}}"
              .formatted(i, type, i % 60, i));
    }
    return events.toString();
  }

  /** Until a file with the type's rows waits for the committer. */
  private void awaitCommitting(URI node, String type) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (!isCommitting(node, type)) {
      if (System.nanoTime() > deadline) {
        throw new IOException(type + " was not flushed");
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private boolean isCommitting(URI node, String type) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(node + "/v1/partitions"))
            .header("Authorization", "Bearer op-key")
            .build();
    String body = client.send(request, BodyHandlers.ofString()).body();
    for (JsonNode partition : json.readTree(body).path("partitions")) {
      if (partition.path("type").asText().equals(type)) {
        return partition.path("state").asText().equals("committing");
      }
    }
    return false;
  }

  private Path folderNamed(String name) throws IOException {
    try (Stream<Path> paths = Files.walk(data)) {
      return paths
          .filter(path -> path.endsWith(name) && Files.isDirectory(path))
          .findFirst()
          .orElseThrow();
    }
  }

  /** Puts the table's metadata back and packs the folder, with a list of what was acknowledged. */
  void pack(Path zip) throws IOException {
    Path aside = folderNamed("metadata-aside");
    Path metadata = aside.resolveSibling("metadata");
    Files.delete(metadata);
    Files.move(aside, metadata);
    Files.write(data.resolve("acknowledged.txt"), acknowledged);
    try (OutputStream file = Files.newOutputStream(zip);
        ZipOutputStream packed = new ZipOutputStream(file, StandardCharsets.UTF_8);
        Stream<Path> paths = Files.walk(data)) {
      for (Path path : (Iterable<Path>) paths.filter(Sample::belongs).sorted()::iterator) {
        packed.putNextEntry(new ZipEntry(data.relativize(path).toString()));
        Files.copy(path, packed);
        packed.closeEntry();
      }
    }
  }

  /** Not the unpacked native library, locks and what processes say. */
  private static boolean belongs(Path path) {
    String text = path.toString();
    return Files.isRegularFile(path)
        && !text.contains("/native/")
        && !text.endsWith(".so")
        && !text.endsWith("/LOCK")
        && !text.endsWith(".log.old")
        && !text.endsWith("node.log")
        && !text.contains("/db/LOG");
  }
}
