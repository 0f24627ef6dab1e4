package dev.firn.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.firn.bench.faults.front.Fault;
import dev.firn.bench.faults.front.Fault.Answer;
import dev.firn.bench.faults.front.FrontRequest;
import dev.firn.bench.faults.lake.CatalogKind;
import dev.firn.catalog.settings.CatalogSettings;
import dev.firn.catalog.settings.TableSettings;
import dev.firn.catalog.table.AccessCheck;
import dev.firn.catalog.table.EventTable;
import dev.firn.node.StartFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A running node with a catalog that is not Firn's: Iceberg's REST fixture, which asks for a token
 * and a warehouse, has a prefix in its paths, and hands out keys of the store that end. What is
 * tried with Firn's own at length is tried here once.
 */
@Timeout(120)
@TestMethodOrder(OrderAnnotation.class)
class RestFixtureTest {
  @TempDir static Path folder;
  private static QuickNode node;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    node = QuickNode.start(CatalogKind.FIXTURE, folder);
  }

  @AfterAll
  static void stop() throws IOException {
    node.close();
  }

  @Order(1)
  @Test
  void whatIsAcknowledgedIsInTheTableOnce() throws IOException, InterruptedException {
    node.events().postUntilCommitted();
    node.events().postUntilCommitted();
    node.events().post();
    node.awaitDrained(node.events());

    assertThat(node.check(node.events()).problems()).isEmpty();
    assertThat(node.rig().sessionTokens().seen()).isPositive();
  }

  /** One of each kind, with another writer on top, and what else happens to tables. */
  static Stream<Fault> faults() {
    List<String> some = List.of("dropped", "400", "401", "404", "409", "500", "503 + Retry-After");
    Stream<Fault> landed =
        some.stream()
            .map(name -> named("landed, " + name, CommitFaults.landed(QuickNode.HANG)))
            .map(f -> f.with("another writer on top", node.rig().secondWriter()::append));
    Fault dropped = Fault.landed("landed, dropped", new Answer.Drop());
    return Stream.of(
            landed,
            Stream.of(
                named("answered 200 without applying", CommitFaults.lost()),
                dropped.with("rolled back", node.rig().upkeep()::rollBack),
                dropped.with("compacted", node.rig().upkeep()::compact),
                dropped.with(
                    "its snapshot expired",
                    () -> node.rig().upkeep().expireUnder(node.rig().secondWriter()))),
            CommitFaults.late().stream())
        .flatMap(each -> each);
  }

  private static Fault named(String name, List<Fault> faults) {
    return faults.stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
  }

  @Order(2)
  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void everyRowIsThereOnceAfter(Fault fault) throws IOException, InterruptedException {
    node.catalog().next(FrontRequest::isCommit, fault);
    node.events().postUntilCommitted();

    assertThat(node.catalog().waiting()).isZero();
    assertThat(node.rig().catalogFront().failures()).isEmpty();
    node.assertThatRowsAreCountedOnce();
  }

  /** Whether the catalog renews them or not: then they come anew with the table. */
  @Order(3)
  @Test
  void keysAreRenewedBeforeTheyEnd() throws IOException, InterruptedException {
    for (Answer answer : List.of(new Answer.Real(), Fault.status(401), new Answer.Drop())) {
      node.catalog().next(FrontRequest::isKeysLoad, Fault.landed("renewal", answer));
      while (node.catalog().waiting() > 0) {
        node.events().postUntilCommitted();
      }
    }
    node.events().postUntilCommitted();

    node.assertThatRowsAreCountedOnce();
    assertThat(node.rig().storeFront().done()).isEmpty();
  }

  @Order(3)
  @Test
  void theCatalogMayRestart() throws IOException, InterruptedException {
    FewEvents.Sending sending = node.events().startSending();
    sending.awaitMore(3);
    node.rig().restartCatalog(Duration.ofMillis(500));
    sending.awaitMore(3);
    sending.stop();
    node.awaitDrained(node.events());
  }

  @Order(3)
  @Test
  void aTokenIsFetchedForACredential() {
    try (EventTable table =
        open(Map.of("token", "", "credential", "harness:secret-of-the-harness"))) {
      new AccessCheck(table).run();
    }
    assertThat(refusal(Map.of("token", "", "credential", "harness:another")))
        .contains("does not accept this node's token or credential")
        .doesNotContain("another");
  }

  @Order(3)
  @Test
  void whatANodeLacksIsSaidInOneSentence() {
    assertThat(refusal(Map.of("token", "another")))
        .contains("does not accept this node's token or credential in firn.catalog")
        .doesNotContain("another");
    assertThat(refusal(Map.of("warehouse", "elsewhere")))
        .contains("does not know the warehouse \"elsewhere\" of firn.catalog.warehouse");
    assertThat(refusal(Map.of("properties.header.X-Iceberg-Access-Delegation", "none")))
        .contains("There are no keys for the store")
        .contains("the catalog hands out none with the table");
  }

  @Order(4)
  @Test
  void andEveryRowIsOneThatWasSent() {
    assertThat(node.check(node.events()).problems()).isEmpty();
  }

  private static String refusal(Map<String, String> others) {
    Throwable failure =
        catchThrowable(
            () -> {
              try (EventTable table = open(others)) {
                new AccessCheck(table).run();
              }
            });
    return StartFailure.sentence(failure);
  }

  /** As the node does it, with some settings of {@code firn.catalog} that are others. */
  private static EventTable open(Map<String, String> others) {
    Map<String, String> settings = new HashMap<>();
    node.rig()
        .nodeSettings()
        .forEach(each -> settings.put(each.substring(2).split("=", 2)[0], each.split("=", 2)[1]));
    others.forEach((key, value) -> settings.put("firn.catalog." + key, value));
    Config config =
        ConfigFactory.parseMap(settings).withFallback(ConfigFactory.defaultReference()).resolve();
    return EventTable.open(CatalogSettings.from(config), TableSettings.from(config));
  }
}
