package dev.firn.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.catalog.io.LocalFileIO;
import dev.firn.node.testing.TestNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.exceptions.RESTException;
import org.apache.iceberg.exceptions.ServiceFailureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PatientStartTest {
  private final List<String> troubles = new CopyOnWriteArrayList<>();

  private PatientStart start(boolean isGivenUp) {
    return new PatientStart(Runnable::run, () -> isGivenUp, troubles::add);
  }

  @Test
  void anOutageIsWaitedForAndTold() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    String opened =
        start(false)
            .open(
                () -> {
                  if (calls.incrementAndGet() < 3) {
                    throw new RESTException(new ConnectException("refused"), "no answer");
                  }
                  return "table";
                })
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);

    assertThat(opened).isEqualTo("table");
    assertThat(calls).hasValue(3);
    assertThat(troubles).hasSize(2).allMatch(sentence -> sentence.contains("no answer"));
  }

  @Test
  void whatWaitingCannotMendEndsTheStart() {
    assertThat(PatientStart.mayPass(new ServiceFailureException("500"))).isTrue();
    assertThat(PatientStart.mayPass(new UncheckedIOException(new ConnectException()))).isTrue();
    assertThat(PatientStart.mayPass(new NotAuthorizedException("401"))).isFalse();
    assertThat(PatientStart.mayPass(new ForbiddenException("403"))).isFalse();
    assertThat(PatientStart.mayPass(new IllegalStateException("another form"))).isFalse();
  }

  @Test
  void aNodeThatIsBeingStoppedStopsWaiting() {
    assertThatThrownBy(
            () ->
                start(true)
                    .open(
                        () -> {
                          throw new ServiceFailureException("500");
                        })
                    .toCompletableFuture()
                    .join())
        .hasCauseInstanceOf(ServiceFailureException.class);
    assertThat(troubles).isEmpty();
  }

  @Test
  @Timeout(120)
  void aNodeStartedBeforeItsCatalogIsThereWhenTheCatalogIs() throws Exception {
    int ownPort = FreePort.on("127.0.0.1");
    int catalogPort = FreePort.on("127.0.0.1");
    Map<String, Object> external =
        Map.of(
            "firn.http.port",
            ownPort,
            "firn.catalog.uri",
            "http://127.0.0.1:" + catalogPort + "/catalog",
            "firn.catalog.properties.io-impl",
            LocalFileIO.class.getName());
    var threads = Executors.newSingleThreadExecutor();
    try {
      CompletableFuture<TestNode> early =
          CompletableFuture.supplyAsync(
              () -> TestNode.start(TestNode.freshFolder(), external), threads);
      awaitTrouble(ownPort);
      try (TestNode catalog =
              TestNode.start(TestNode.freshFolder(), Map.of("firn.http.port", catalogPort));
          TestNode node = early.get(90, TimeUnit.SECONDS)) {
        assertThat(node.get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(catalog.get("/catalog/v1/namespaces").body()).contains("analytics");
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Until the node says that it waits for its catalog, and why. */
  private static void awaitTrouble(int port) throws InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest ready =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready")).build();
    String said = "";
    while (!said.contains("Connection refused")) {
      try {
        said = client.send(ready, BodyHandlers.ofString()).body();
      } catch (IOException e) {
        said = "not bound yet";
      }
    }
  }
}
