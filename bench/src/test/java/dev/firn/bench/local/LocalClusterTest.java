package dev.firn.bench.local;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.bench.target.ClusterProcess;
import dev.firn.bench.target.NodeApi;
import dev.firn.bench.target.WorkFolder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cluster is started, used, loses a node, has it back, and ends as a whole. */
@Timeout(180)
class LocalClusterTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final List<String> SETTINGS =
      List.of(
          "-Dfirn.flush.max-age=500ms",
          "-Dfirn.flush.min-pause=100ms",
          "-Dfirn.commit.interval=200ms",
          "-Dfirn.cluster.stable-after=2s");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private int sent;

  @Test
  void aNodeThatIsKilledIsReplacedAndNothingOutlivesTheCluster() throws Exception {
    try (WorkFolder folder = WorkFolder.openShared();
        ClusterProcess cluster =
            ClusterProcess.startFromClassPath(
                2,
                folder.path(),
                SETTINGS,
                List.of("-Xmx384m", "-XX:TieredStopAtLevel=1"),
                PATIENCE)) {
      NodeApi table = new NodeApi(cluster.catalog().resolve("/"));
      List<ProcessHandle> first = cluster.nodeProcesses();
      assertThat(first).hasSize(2);
      for (int i = 0; i < 4; i++) {
        postUntilTaken(cluster.url());
      }
      assertThatASecondOneIsRefused(folder.path());
      ProcessHandle killed = first.get(0);
      assertThat(killed.destroyForcibly()).isTrue();
      killed.onExit().get(10, SECONDS);
      for (int i = 0; i < 4; i++) {
        postUntilTaken(cluster.url());
      }
      awaitThat(() -> cluster.nodeProcesses().size() == 2 && areReady(cluster));
      assertThat(cluster.nodeProcesses()).doesNotContain(killed);
      awaitThat(() -> table.table().rows() == sent);

      List<ProcessHandle> all = new ArrayList<>(cluster.nodeProcesses());
      cluster.postgres().ifPresent(all::add);
      assertThat(all).hasSize(3);
      assertThat(cluster.stop()).isEqualTo(143);
      awaitThat(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    }
  }

  /** It must touch nothing of the first, above all not its database. */
  private static void assertThatASecondOneIsRefused(Path data)
      throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process second =
        new ProcessBuilder(
                java,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.firn.node.local.Main",
                "--port",
                "0",
                "--data",
                data.toString(),
                "--",
                java)
            .redirectErrorStream(true)
            .start();
    String said = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(second.waitFor()).as(said).isEqualTo(2);
    assertThat(said).contains("a cluster runs in " + data + " already");
  }

  private interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  private static void awaitThat(Condition condition) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      SECONDS.sleep(1);
    }
  }

  /** As a client does: the same event again until it is taken. */
  private void postUntilTaken(URI url) throws IOException, InterruptedException {
    String event =
        "{\"specversion\":\"1.0\",\"id\":\"%d\",\"source\":\"/test\",\"type\":\"local.test\"}"
            .formatted(sent++);
    awaitThat(() -> status(url, event) == 200);
  }

  private int status(URI url, String event) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve("/v1/events"))
            .timeout(Duration.ofSeconds(10))
            .header("Content-Type", "application/cloudevents+json")
            .POST(BodyPublishers.ofString(event))
            .build();
    try {
      return http.send(request, BodyHandlers.ofString()).statusCode();
    } catch (IOException e) {
      return -1;
    }
  }

  private boolean areReady(ClusterProcess cluster) throws InterruptedException {
    for (URI node : cluster.nodes()) {
      if (!isReady(node)) {
        return false;
      }
    }
    return true;
  }

  private boolean isReady(URI node) throws InterruptedException {
    URI asked = node.resolve("/health/ready");
    try {
      return http.send(HttpRequest.newBuilder(asked).build(), BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    }
  }
}
