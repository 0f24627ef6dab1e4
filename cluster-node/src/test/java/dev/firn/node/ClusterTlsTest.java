package dev.firn.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.firn.node.settings.ClusterTls;
import dev.firn.node.settings.NodeConfig;
import dev.firn.node.settings.NodeSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let into a cluster whose nodes speak TLS; certificates are made by the JDK's keytool. */
class ClusterTlsTest {
  private static final String PASSWORD = "sesame";

  private static final String SETTINGS =
      """
      firn.journal = embedded
      pekko.cluster.seed-node-timeout = 1 s
      pekko.cluster.retry-unsuccessful-join-after = 1 s
      pekko.cluster.shutdown-after-unsuccessful-join-seed-nodes = 6 s
      pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off
      """;

  @TempDir Path folder;
  private final List<ActorSystem<?>> systems = new ArrayList<>();
  private String seed = "";

  @AfterEach
  void stop() {
    systems.forEach(ActorSystem::terminate);
    systems.forEach(
        system ->
            system
                .getWhenTerminated()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join());
  }

  @Test
  void onlyNodesWithACertificateOfTheAuthorityForTheirOwnHostAreLetIn() throws Exception {
    Files.writeString(folder.resolve("password"), PASSWORD);
    authority();
    certificate("good", "ip:127.0.0.1,ip:127.0.0.2");
    certificate("elsewhere", "ip:127.0.0.9");
    keytool(
        "foreign", "-genkeypair", "-alias", "node", "-dname", "CN=x", "-ext", "SAN=ip:127.0.0.3");

    assertThatTheirEndsAreKnown();

    ActorSystem<?> first = start("127.0.0.1", "good", "same");
    ActorSystem<?> second = start("127.0.0.2", "good", "same");
    until(() -> up(first) == 2 && up(second) == 2);

    ActorSystem<?> foreign = start("127.0.0.3", "foreign", "same");
    ActorSystem<?> elsewhere = start("127.0.0.4", "elsewhere", "same");
    ActorSystem<?> stranger = start("127.0.0.2", "good", "another secret");
    until(() -> Stream.of(foreign, elsewhere, stranger).allMatch(ClusterTlsTest::hasEnded));
    assertThat(ClusterEnd.sentence(foreign)).hasValueSatisfying(why -> isNotLetIn(why));
    assertThat(ClusterEnd.sentence(elsewhere)).hasValueSatisfying(why -> isNotLetIn(why));
    assertThat(ClusterEnd.sentence(stranger))
        .hasValueSatisfying(why -> assertThat(why).contains("another firn.secret-file"));
    assertThat(up(first)).isEqualTo(2);
  }

  /** Those of keytool hold for 90 days, and the authority's was made first. */
  private void assertThatTheirEndsAreKnown() {
    Map<String, Instant> ends =
        new ClusterTls(folder.resolve("good"), folder.resolve("trust"), folder.resolve("password"))
            .certificateEnds();
    Instant expected = Instant.now().plus(Duration.ofDays(90));
    assertThat(ends).containsOnlyKeys("key-store", "trust-store");
    assertThat(ends.values())
        .allSatisfy(end -> assertThat(end).isCloseTo(expected, within(1, ChronoUnit.HOURS)));
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    ClusterMeters.certificates(ends, registry);
    assertThat(registry.scrape())
        .contains("firn_cluster_certificate_end_seconds{store=\"key-store\"}");
  }

  private static void isNotLetIn(String why) {
    assertThat(why).contains("certificates");
  }

  private static boolean hasEnded(ActorSystem<?> system) {
    return system.getWhenTerminated().toCompletableFuture().isDone()
        && CoordinatedShutdown.get(system).getShutdownReason().isPresent();
  }

  private ActorSystem<?> start(String host, String store, String secret) throws IOException {
    int port = FreePort.on(host);
    seed = seed.isEmpty() ? host + ":" + port : seed;
    Config config =
        NodeConfig.over(
            ConfigFactory.parseString(
                    """
                    firn.cluster {
                      host = "%s", port = %d
                      tls { key-store = "%s", trust-store = "%s", password-file = "%s" }
                    }
                    """
                        .formatted(
                            host,
                            port,
                            folder.resolve(store),
                            folder.resolve("trust"),
                            folder.resolve("password")))
                .withFallback(ConfigFactory.parseString(SETTINGS)));
    // The journal is no concern here; what names other nodes wants one that they share.
    Config whole =
        ConfigFactory.parseString("pekko.cluster.seed-nodes = [\"pekko://firn@" + seed + "\"]")
            .withFallback(NodeSettings.from(config).cluster().over(config, secret));
    ActorSystem<?> system = ActorSystem.create(Behaviors.empty(), "firn", whole);
    systems.add(system);
    Cluster unused = Cluster.get(system);
    return system;
  }

  private static long up(ActorSystem<?> system) {
    return StreamSupport.stream(Cluster.get(system).state().getMembers().spliterator(), false)
        .filter(member -> member.status().equals(MemberStatus.up()))
        .count();
  }

  /** An authority, and a store that trusts it. */
  private void authority() throws Exception {
    keytool("ca", "-genkeypair", "-alias", "ca", "-dname", "CN=firn", "-ext", "bc:c");
    String file = folder.resolve("ca.crt").toString();
    keytool("ca", "-exportcert", "-alias", "ca", "-file", file);
    keytool("trust", "-importcert", "-noprompt", "-alias", "ca", "-file", file);
  }

  /** A node's key with a certificate of the authority, whose own key does not stay in the store. */
  private void certificate(String store, String names) throws Exception {
    Files.copy(folder.resolve("ca"), folder.resolve(store));
    keytool(
        store,
        "-genkeypair",
        "-alias",
        "node",
        "-signer",
        "ca",
        "-dname",
        "CN=" + store,
        "-ext",
        "SAN=" + names);
    keytool(store, "-delete", "-alias", "ca");
  }

  private void keytool(String store, String... what) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(what));
    command.addAll(List.of("-keystore", folder.resolve(store).toString(), "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", PASSWORD));
    if (what[0].equals("-genkeypair")) {
      command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    }
    Path log = folder.resolve("keytool.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor()).as("%s: %s", command, Files.readString(log)).isZero();
  }

  private static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("The condition did not come true").isLessThan(end);
      LockSupport.parkNanos(50_000_000);
    }
  }
}
