package dev.firn.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.bench.faults.check.TableCheck;
import dev.firn.bench.faults.front.Fault;
import dev.firn.bench.faults.front.Fault.Answer;
import dev.firn.bench.faults.front.FrontRequest;
import dev.firn.bench.faults.front.Script;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A running node whose object store fails or restarts. */
@Timeout(120)
@TestMethodOrder(OrderAnnotation.class)
class StoreFaultsTest {
  private static final Script STORE = new Script();
  private static final Queue<FrontRequest> WRITES = new ConcurrentLinkedQueue<>();

  @TempDir static Path folder;
  private static FaultRig rig;
  private static FewEvents events;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    rig =
        FaultRig.start(
            folder,
            request -> Fault.NONE,
            request -> {
              if (request.method().equals("PUT")) {
                WRITES.add(request);
              }
              return STORE.next(request);
            },
            List.of(
                "-Dfirn.flush.max-age=100ms",
                "-Dfirn.flush.min-pause=10ms",
                "-Dfirn.commit.interval=50ms"));
    rig.node().start(List.of());
    events = new FewEvents(rig.url());
  }

  @AfterAll
  static void stop() throws IOException {
    rig.close();
  }

  static Stream<Arguments> writes() {
    Predicate<FrontRequest> dataFile = FrontRequest::isDataFileWrite;
    Predicate<FrontRequest> ids = FrontRequest::isIdsWrite;
    Predicate<FrontRequest> manifest = FrontRequest::isManifestWrite;
    return Stream.of(
        Arguments.of("a data file", dataFile, Fault.landed("landed, dropped", new Answer.Drop())),
        Arguments.of("a data file", dataFile, Fault.landed("landed, 500", Fault.status(500))),
        Arguments.of("a data file", dataFile, Fault.landed("landed, 403", Fault.status(403))),
        Arguments.of("a data file", dataFile, Fault.lost("lost, 503", Fault.status(503))),
        Arguments.of("a data file", dataFile, Fault.lost("lost, 403", Fault.status(403))),
        Arguments.of("a data file", dataFile, Fault.lost("200 without storing", new Answer.Real())),
        Arguments.of("a run of ids", ids, Fault.landed("landed, dropped", new Answer.Drop())),
        Arguments.of("a run of ids", ids, Fault.lost("lost, 429", Fault.status(429))),
        Arguments.of("a manifest", manifest, Fault.landed("landed, dropped", new Answer.Drop())),
        Arguments.of("a manifest", manifest, Fault.lost("lost, 500", Fault.status(500))));
  }

  @Order(1)
  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("writes")
  void everyRowIsThereOnceAfterAFailedWriteOf(
      String what, Predicate<FrontRequest> when, Fault fault)
      throws IOException, InterruptedException {
    STORE.next(when, fault);
    events.postUntilCommitted();

    assertThat(STORE.waiting()).as("faults that %s did not meet", what).isZero();
    assertThat(check(events).problems()).isEmpty();
  }

  @Order(2)
  @Test
  void nothingIsEverOverwritten() {
    assertThat(WRITES).isNotEmpty().allMatch(FrontRequest::isCreateOnly);
  }

  @Order(2)
  @Test
  void theStoreAndTheCatalogMayRestart() throws IOException, InterruptedException {
    rig.restartStore(Duration.ZERO);
    events.postUntilCommitted();
    rig.restartCatalog(Duration.ZERO);
    events.postUntilCommitted();

    assertThat(check(events).problems()).isEmpty();
  }

  private static TableCheck.Result check(FewEvents sent) throws IOException {
    return new TableCheck(rig.lake(), sent.promises(), rig.secondWriter().ids(), false).check();
  }
}
