package dev.firn.bench.cluster;

import dev.firn.bench.cluster.Scenario.Act;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/** The scenarios of {@code bench cluster} by their names. */
enum ScenarioName {
  /** Each of those below. */
  ALL,
  /** SIGKILL of each part's holder, started again at once. */
  KILLS,
  /** SIGKILL of each node, which stays away until the others have taken over. */
  FAILOVER,
  /** SIGSTOP for 60 s while the others flush and truncate, then SIGCONT. */
  HALT,
  /** SIGTERM of one node after another. */
  ROLLING,
  /** The shard of one hot partition moved again and again. */
  MOVES,
  /** One node after another drained, and taking shards again. */
  DRAINS,
  /** One node after another drained, each when it holds all of 300 partitions. */
  DRAIN_MANY,
  /** The database stopped, crashed and its sessions killed. */
  DATABASE,
  /** Another process with the address of a node. */
  TWINS,
  /** SIGKILL of all nodes. */
  FULL_RESTART,
  /** One node cannot reach the others, nor they it; all reach the database. */
  SPLIT,
  /** One node is cut off from everything. */
  ISOLATED,
  /** What one node sends to another does not arrive; a third hears and reaches both. */
  ASYMMETRIC;

  static List<ScenarioName> chosen(List<ScenarioName> named) {
    return named.contains(ALL)
        ? List.copyOf(EnumSet.complementOf(EnumSet.of(ALL)))
        : List.copyOf(named);
  }

  /** Whether nodes run in network namespaces of their own. */
  boolean needsNetwork() {
    return this == SPLIT || this == ISOLATED || this == ASYMMETRIC;
  }

  Scenario scenario() {
    String title = name().toLowerCase(Locale.ROOT);
    return switch (this) {
      case MOVES -> new Scenario(title, 1, 1, new Moves(), NOTHING);
      case DRAIN_MANY -> new Scenario(title, 150, 2, Drains.ofEverything(3), NOTHING);
      case FULL_RESTART -> new Scenario(title, 10, 2, NOTHING, new FullRestart());
      default -> Scenario.of(title, act());
    };
  }

  private static final Act NOTHING = stage -> {};

  private Act act() {
    return switch (this) {
      case KILLS ->
          Acts.all(
              List.of(
                  Acts.kill("entity", Cluster::holderOfFullestPartition),
                  Acts.kill("committer", Cluster::committer),
                  Acts.kill("coordinator", Cluster::coordinator),
                  Acts.kill("seed", cluster -> cluster.nodes().get(0))));
      case FAILOVER -> new Failover();
      case HALT -> Halt.untilFenced(Duration.ofSeconds(60), 3);
      case ROLLING -> Acts.rollingRestart();
      case DRAINS -> Drains.of(3);
      case DATABASE -> new DatabaseTroubles(Duration.ofSeconds(5), 5);
      case TWINS -> Acts.twin(Duration.ofSeconds(90));
      case SPLIT -> new Cut("split", Cut.SPLIT);
      case ISOLATED -> new Cut("isolated", Cut.ISOLATED);
      case ASYMMETRIC -> new Cut("asymmetric", Cut.ASYMMETRIC);
      default -> NOTHING;
    };
  }
}
