package dev.firn.sharding.placement;

import dev.firn.sharding.placement.Move.Cause;
import dev.firn.sharding.placement.Node.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Decides where shards live; a function of its input. Orders of operators come first: shards go
 * where they are moved, drained nodes are emptied, pinned shards brought to their nodes. Load is
 * balanced ({@link Balancing}) only while nothing else is going on in the cluster.
 */
final class Placement {
  private final PlacementSettings settings;

  Placement(PlacementSettings settings) {
    this.settings = settings;
  }

  /** A node for a shard that has none. */
  record Home(String node, String reason) {}

  /** Where a shard goes that has no home; nowhere while no node takes shards. */
  Optional<Home> place(String shard, Situation situation) {
    String pin = situation.pins().get(shard);
    if (pin != null && situation.isOpen(pin)) {
      return Optional.of(new Home(pin, "pinned to " + pin));
    }
    Board board = new Board(situation, new Weights(situation, settings));
    Optional<Home> open =
        board
            .bestFor()
            .map(node -> new Home(node, node + " carries least of the newest version's nodes"));
    return open.isPresent() ? open : lastResort(situation, board);
  }

  /** Drained or not: a shard without a home takes no events at all. */
  private static Optional<Home> lastResort(Situation situation, Board board) {
    return situation.nodes().values().stream()
        .filter(Node::isOpen)
        .map(Node::name)
        .min(
            (left, right) -> {
              int byLoad = Double.compare(board.load(left), board.load(right));
              return byLoad != 0 ? byLoad : left.compareTo(right);
            })
        .map(node -> new Home(node, "every node is drained; " + node + " carries least"));
  }

  Decision decide(Situation situation) {
    List<String> notices = new ArrayList<>();
    pinsThatDoNotHold(situation, notices);
    Optional<String> unreachable = unreachable(situation);
    if (unreachable.isPresent()) {
      return Decision.nothing(unreachable.get(), notices, situation.isBalancing());
    }
    Weights weights = new Weights(situation, settings);
    Board board = new Board(situation, weights);
    List<Move> ordered = ordered(situation, board, notices);
    if (!ordered.isEmpty()) {
      return new Decision(
          ordered, "operators' orders come first", notices, situation.isBalancing(), false);
    }
    Optional<String> wait = reasonToWait(situation, weights);
    if (wait.isPresent()) {
      return Decision.nothing(wait.get(), notices, situation.isBalancing());
    }
    return new Balancing(settings, situation, weights, board).decide(notices);
  }

  private static void pinsThatDoNotHold(Situation situation, List<String> notices) {
    for (String shard : sorted(situation.pins().keySet())) {
      String pin = situation.pins().getOrDefault(shard, "");
      if (situation.homes().containsKey(shard) && !situation.isOpen(pin)) {
        notices.add(
            "shard %s is pinned to %s, which %s: until that changes it is placed as if it had no pin"
                .formatted(shard, pin, whyClosed(situation, pin)));
      }
    }
  }

  static String whyClosed(Situation situation, String name) {
    Node node = situation.nodes().get(name);
    if (node == null) {
      return "is not in the cluster";
    }
    if (situation.drained().contains(name)) {
      return "is drained";
    }
    return switch (node.standing()) {
      case JOINING -> "is still joining";
      case LEAVING -> "is leaving";
      case UNREACHABLE -> "is unreachable";
      case UP -> "takes no shards";
    };
  }

  /** Every node takes part in a hand-over: with one missing it would stand until its time is up. */
  static Optional<String> unreachable(Situation situation) {
    return situation.nodes().values().stream()
        .filter(node -> node.standing() == Standing.UNREACHABLE)
        .map(Node::name)
        .sorted()
        .findFirst()
        .map(
            node ->
                node + " is unreachable: no shard is moved, since every node has to agree to it");
  }

  private List<Move> ordered(Situation situation, Board board, List<String> notices) {
    int room = settings.maxOrderedMoves() - situation.moving().size();
    List<Move> moves = new ArrayList<>();
    for (String shard : sorted(situation.homes().keySet())) {
      if (moves.size() >= room) {
        break;
      }
      if (!situation.moving().containsKey(shard)) {
        orderedMove(shard, situation, board, notices)
            .ifPresent(
                move -> {
                  board.move(move.shard(), move.from(), move.to());
                  moves.add(move);
                });
      }
    }
    return moves;
  }

  private static Optional<Move> orderedMove(
      String shard, Situation situation, Board board, List<String> notices) {
    String home = situation.homes().getOrDefault(shard, "");
    String pin = situation.pins().get(shard);
    boolean isDrained = situation.drained().contains(home);
    String wanted = situation.wanted().get(shard);
    if (wanted != null
        && !wanted.equals(home)
        && MoveOrder.refusal(shard, wanted, situation).isEmpty()) {
      return Optional.of(
          new Move(shard, home, wanted, Cause.ORDER, "an operator moved it to " + wanted));
    }
    if (pin != null && !pin.equals(home) && situation.isOpen(pin)) {
      if (!isDrained && situation.versionRank(pin) < situation.versionRank(home)) {
        notices.add(
            "shard %s waits for its pin: %s runs an older version than %s"
                .formatted(shard, pin, home));
        return Optional.empty();
      }
      return Optional.of(new Move(shard, home, pin, Cause.PIN, "an operator pinned it to " + pin));
    }
    return isDrained ? drain(shard, home, situation, board, notices) : Optional.empty();
  }

  private static Optional<Move> drain(
      String shard, String home, Situation situation, Board board, List<String> notices) {
    Node node = situation.nodes().get(home);
    if (node == null || !node.isOpen()) {
      return Optional.empty();
    }
    Optional<String> to = board.bestFor();
    if (to.isEmpty()) {
      String nowhere = home + " is drained, but no other node takes shards";
      if (!notices.contains(nowhere)) {
        notices.add(nowhere);
      }
      return Optional.empty();
    }
    String older =
        situation.versionRank(to.get()) < node.versionRank()
            ? "; it runs an older version, as no node runs a newer one"
            : "";
    return Optional.of(
        new Move(
            shard,
            home,
            to.get(),
            Cause.DRAIN,
            home + " is drained; " + to.get() + " carries least" + older));
  }

  private Optional<String> reasonToWait(Situation situation, Weights weights) {
    Optional<String> joining =
        situation.nodes().values().stream()
            .filter(node -> node.standing() == Standing.JOINING)
            .map(Node::name)
            .sorted()
            .findFirst();
    if (joining.isPresent()) {
      return Optional.of(joining.get() + " is joining: load is balanced when it is up");
    }
    Set<String> versions = new TreeSet<>();
    situation.nodes().values().stream()
        .filter(Node::takesShards)
        .forEach(node -> versions.add(node.version()));
    if (versions.size() > 1) {
      return Optional.of(
          "a rolling update is under way (versions "
              + String.join(", ", versions)
              + "): load is balanced after it");
    }
    Duration calm = Duration.between(situation.calmSince(), situation.now());
    if (calm.compareTo(settings.calm()) < 0) {
      return Optional.of(
          "nodes came or went %d s ago: load is balanced after %d s of calm"
              .formatted(calm.toSeconds(), settings.calm().toSeconds()));
    }
    if (!weights.areEnough()) {
      return Optional.of(
          "the load of only %d of %d shards is known: load is not balanced by guesses"
              .formatted(weights.known(), weights.shards()));
    }
    if (situation.moving().size() >= settings.maxMoves()) {
      return Optional.of(situation.moving().size() + " shards are on their way");
    }
    if (Duration.between(situation.roundAt(), situation.now()).compareTo(settings.round()) < 0) {
      return Optional.of("the last moves have just been made");
    }
    return Optional.empty();
  }

  private static List<String> sorted(Set<String> shards) {
    return shards.stream().sorted(ShardOrder.NATURAL).toList();
  }
}
