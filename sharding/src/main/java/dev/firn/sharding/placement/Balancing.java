package dev.firn.sharding.placement;

import dev.firn.sharding.placement.Move.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One round of moves for load: from the fullest node to the emptiest, the shard that evens the two
 * out best. Begins at a difference of {@code start-at} fair shares and goes on down to {@code
 * stop-at}, so that noise around one threshold begins nothing.
 *
 * <p>While loads stand still no sequence of decisions comes back to an earlier placement: a move
 * takes a positive gain off the fuller of two nodes and leaves the other below what that was, which
 * lowers the sum of the squares of all nodes' loads. A shard too hot for any node therefore stays,
 * or changes to an empty one once.
 */
final class Balancing {
  /** Of what moves this share at least must be won; a giant is not moved for a trifle. */
  private static final double EFFICIENCY = 0.25;

  /** Sums of many small numbers are not exact. */
  private static final double ROUNDING = 1e-9;

  private final PlacementSettings settings;
  private final Situation situation;
  private final Weights weights;
  private final Board board;
  private final double fairShare;

  Balancing(PlacementSettings settings, Situation situation, Weights weights, Board board) {
    this.settings = settings;
    this.situation = situation;
    this.weights = weights;
    this.board = board;
    this.fairShare = board.fairShare();
  }

  private record Candidate(String shard, double gain) {}

  Decision decide(List<String> notices) {
    List<Move> moves = new ArrayList<>();
    int room = settings.maxMoves() - situation.moving().size();
    while (moves.size() < room) {
      Optional<Move> move = nextMove(moves);
      if (move.isEmpty()) {
        break;
      }
      if (!hasLasted()) {
        return new Decision(List.of(), "uneven only just now: " + spread(), notices, false, true);
      }
      board.move(move.get().shard(), move.get().from(), move.get().to());
      moves.add(move.get());
    }
    boolean goesOn = !moves.isEmpty() || (!situation.moving().isEmpty() && situation.isBalancing());
    return new Decision(moves, summary(moves), notices, goesOn, !moves.isEmpty());
  }

  /** A peak that passes by itself is not worth a move. */
  private boolean hasLasted() {
    return situation.isBalancing()
        || Duration.between(situation.unevenSince(), situation.now()).compareTo(settings.hold())
            >= 0;
  }

  /** To begin takes more than to go on: what is left at the end does not begin anew by noise. */
  private double strictness() {
    return situation.isBalancing() ? 1 : 2;
  }

  private double threshold() {
    return fairShare * (situation.isBalancing() ? settings.stopAt() : settings.startAt());
  }

  private Optional<Move> nextMove(List<Move> decided) {
    List<String> nodes = board.openNodes();
    if (nodes.size() < 2) {
      return Optional.empty();
    }
    String emptiest = nodes.get(0);
    for (int i = nodes.size() - 1; i > 0; i--) {
      String full = nodes.get(i);
      if (board.load(full) - board.load(emptiest) <= threshold() * (1 + ROUNDING)) {
        return Optional.empty();
      }
      Candidate best = best(full, emptiest, decided);
      if (best != null) {
        return Optional.of(
            new Move(best.shard(), full, emptiest, Cause.LOAD, reason(best, full, emptiest)));
      }
    }
    return Optional.empty();
  }

  private @Nullable Candidate best(String from, String to, List<Move> decided) {
    double difference = board.load(from) - board.load(to);
    Candidate best = null;
    for (String shard : board.shards(from)) {
      double weight = weights.of(shard);
      double gain = Math.min(weight, difference - weight);
      if (isWorthIt(gain, weight) && (best == null || isBetter(gain, weight, best))) {
        best = mayMove(shard, decided) ? new Candidate(shard, gain) : best;
      }
    }
    return best;
  }

  /** Of two that win the same the lighter one. */
  private boolean isBetter(double gain, double weight, Candidate best) {
    return gain > best.gain() || (gain == best.gain() && weight < weights.of(best.shard()));
  }

  private boolean isWorthIt(double gain, double weight) {
    return gain > 0
        && gain >= strictness() * settings.minGain() * weights.average() * (1 - ROUNDING)
        && gain >= EFFICIENCY * weight;
  }

  private boolean mayMove(String shard, List<Move> decided) {
    return !situation.pins().containsKey(shard)
        && !situation.moving().containsKey(shard)
        && !isCooling(shard)
        && decided.stream().noneMatch(move -> move.shard().equals(shard));
  }

  private boolean isCooling(String shard) {
    Instant moved = situation.movedAt().get(shard);
    return moved != null
        && Duration.between(moved, situation.now()).compareTo(settings.coolDown()) < 0;
  }

  private String reason(Candidate best, String from, String to) {
    return "%s carries %s and %s %s; the shard is %s of that"
        .formatted(
            from,
            amount(board.load(from)),
            to,
            amount(board.load(to)),
            amount(weights.of(best.shard())));
  }

  private String amount(double weight) {
    String shares =
        String.format(Locale.ROOT, "%.2f of a fair share", fairShare <= 0 ? 0 : weight / fairShare);
    return weights.areCounts()
        ? String.format(Locale.ROOT, "%.0f shards (%s)", weight, shares)
        : String.format(Locale.ROOT, "%.2f MiB/s (%s)", weight / (1 << 20), shares);
  }

  private String summary(List<Move> moves) {
    List<String> nodes = board.openNodes();
    if (nodes.isEmpty()) {
      return "no node takes shards";
    }
    if (!moves.isEmpty()) {
      return "balancing; after these moves " + spread();
    }
    String fullest = nodes.get(nodes.size() - 1);
    return board.load(fullest) - board.load(nodes.get(0)) <= threshold() * (1 + ROUNDING)
        ? "balanced: " + spread()
        : "no move is worth it: " + spread() + ", and " + obstacle(fullest);
  }

  private String spread() {
    List<String> nodes = board.openNodes();
    String emptiest = nodes.get(0);
    String fullest = nodes.get(nodes.size() - 1);
    return "the fullest node %s carries %s, the emptiest %s %s"
        .formatted(fullest, amount(board.load(fullest)), emptiest, amount(board.load(emptiest)));
  }

  private String obstacle(String fullest) {
    long pinned = board.shards(fullest).stream().filter(situation.pins()::containsKey).count();
    long cooling = board.shards(fullest).stream().filter(this::isCooling).count();
    double heaviest = board.shards(fullest).stream().mapToDouble(weights::of).max().orElse(0);
    return "of its %d shards %d are pinned, %d moved lately; the heaviest, which cannot be split, is %s"
        .formatted(board.shards(fullest).size(), pinned, cooling, amount(heaviest));
  }
}
