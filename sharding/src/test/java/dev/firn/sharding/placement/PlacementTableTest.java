package dev.firn.sharding.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The table of docs/placement.md is what the simulation gives: nobody has to believe it. */
class PlacementTableTest {
  private static final double TOTAL = 40 << 20;
  private static final Path DOCUMENT = Path.of("..", "docs", "placement.md");

  /** A load, what happens, and how many seconds it is watched. */
  private record Scenario(
      String name,
      int nodes,
      int shards,
      Consumer<SimulatedCluster> load,
      Consumer<SimulatedCluster> happens,
      int seconds) {}

  @Test
  void theDocumentedFiguresAreThoseOfTheSimulation() throws IOException {
    List<String> rows = new ArrayList<>();
    for (Scenario scenario : scenarios()) {
      rows.add(row(scenario));
    }
    assertThat(Files.readString(DOCUMENT)).contains(String.join("\n", rows));
  }

  private static List<Scenario> scenarios() {
    return List.of(
        new Scenario("even load with noise", 10, 256, even(256), PlacementTableTest::nothing, 1800),
        new Scenario("Zipf, exponent 0.8", 3, 128, zipf(0.8), PlacementTableTest::nothing, 1800),
        new Scenario("Zipf, exponent 0.8", 10, 256, zipf(0.8), PlacementTableTest::nothing, 1800),
        new Scenario("Zipf, exponent 1.0", 10, 256, zipf(1), PlacementTableTest::nothing, 1800),
        new Scenario("Zipf, exponent 1.0", 50, 1000, zipf(1), PlacementTableTest::nothing, 3600),
        new Scenario(
            "one shard has half of all load",
            10,
            256,
            oneHot(256),
            PlacementTableTest::nothing,
            1800),
        new Scenario("a node joins", 3, 128, even(128), cluster -> cluster.join("n4", 1), 1800),
        new Scenario("a node is lost", 10, 256, even(256), cluster -> cluster.leave("n4"), 1800),
        new Scenario("a node is drained", 10, 256, even(256), cluster -> cluster.drain("n4"), 1800),
        new Scenario(
            "rolling restart, 50 s a node", 5, 128, even(128), PlacementTableTest::restarts, 1800));
  }

  private static Consumer<SimulatedCluster> even(int shards) {
    return cluster -> cluster.rates(shard -> TOTAL / shards);
  }

  private static Consumer<SimulatedCluster> zipf(double exponent) {
    return cluster -> cluster.zipf(exponent, TOTAL);
  }

  private static Consumer<SimulatedCluster> oneHot(int shards) {
    return cluster -> cluster.rates(shard -> shard == 99 ? TOTAL / 2 : TOTAL / 2 / shards);
  }

  private static void nothing(SimulatedCluster cluster) {
    cluster.run(0);
  }

  private static void restarts(SimulatedCluster cluster) {
    for (int node = 1; node <= 5; node++) {
      cluster.leave("n" + node);
      cluster.run(20);
      cluster.join("n" + node, 1);
      cluster.run(30);
    }
  }

  private static String row(Scenario scenario) {
    SimulatedCluster cluster =
        new SimulatedCluster(Settings.DEFAULT, 42, scenario.nodes(), scenario.shards());
    scenario.load().accept(cluster);
    cluster.noise(0.5);
    cluster.run(70);
    scenario.happens().accept(cluster);
    cluster.run(2);
    int start = cluster.second();
    double before = cluster.imbalance();
    cluster.run(scenario.seconds());
    long lastMove =
        cluster.moves().stream().mapToLong(moved -> moved.second() - start).max().orElse(0);
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %.2f | %.2f | %d | %d | %d |",
        scenario.name(),
        scenario.nodes(),
        scenario.shards(),
        before,
        cluster.imbalance(),
        cluster.moves().size(),
        Math.max(0, lastMove),
        cluster.movesSince(start + scenario.seconds() / 2));
  }
}
