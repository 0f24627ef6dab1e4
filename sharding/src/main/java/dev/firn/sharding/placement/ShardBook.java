package dev.firn.sharding.placement;

import dev.firn.sharding.placement.Move.Cause;
import dev.firn.sharding.placement.MoveHistory.LastMove;
import dev.firn.sharding.placement.Placement.Home;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the coordinator of one kind of shards remembers from one decision to the next: which moves
 * are under way and where to, when each shard last moved, since when the cluster has been calm. A
 * new coordinator begins with an empty book and therefore with a time of calm. Thread-safe.
 */
final class ShardBook {
  /** A hand-over that nobody has heard of for so long has failed. */
  private static final Duration LOST = Duration.ofMinutes(2);

  /** Not asked for so long, this was not the coordinator: the world may have changed meanwhile. */
  private static final Duration CLOSED = Duration.ofSeconds(60);

  private static final Instant LONG_AGO = Instant.MIN;
  private static final int MOST_REHEARSED = 500;

  private final PlacementSettings settings;
  private final Placement placement;
  private final LoadMemory memory;
  private final Map<String, String> lastHomes = new HashMap<>();
  private final Map<String, Instant> movedAt = new HashMap<>();
  private final Map<String, Intent> intents = new HashMap<>();
  private final Map<String, Intent> wanted = new HashMap<>();
  private final MoveHistory history = new MoveHistory();
  private Map<String, Node> lastNodes = Map.of();
  private Instant lastSeen = LONG_AGO;
  private Instant calmSince = LONG_AGO;
  private Instant roundAt = LONG_AGO;
  private @Nullable Instant unevenSince;
  private boolean isBalancing;
  private boolean isHurried;
  private @Nullable Picture picture;

  private record Intent(String to, Instant since) {}

  /**
   * The last decision and what it was made from.
   *
   * @param isBusy shards are on their way, or a balancing goes on
   */
  record Picture(
      Observation seen,
      Situation situation,
      Decision decision,
      Map<String, LastMove> lastMoves,
      boolean isBusy) {}

  ShardBook(PlacementSettings settings) {
    this.settings = settings;
    this.placement = new Placement(settings);
    this.memory = new LoadMemory(settings.smoothing());
  }

  /** Decides what moves now; the caller begins these moves. */
  synchronized Decision rebalance(Observation seen) {
    forgetArrived(seen);
    Situation situation = note(seen);
    Decision decision = placement.decide(situation);
    for (Move move : decision.moves()) {
      intents.put(move.shard(), new Intent(move.to(), seen.now()));
      movedAt.put(move.shard(), seen.now());
      history.begin(move);
      wanted.remove(move.shard());
      if (move.cause() == Cause.LOAD) {
        roundAt = seen.now();
      }
    }
    if (!decision.isUneven()) {
      unevenSince = null;
    } else if (unevenSince == null) {
      unevenSince = seen.now();
    }
    isHurried &= decision.isBalancing();
    isBalancing = decision.isBalancing();
    picture = new Picture(seen, situation, decision, history.lastMoves(), isBusy());
    return decision;
  }

  private boolean isBusy() {
    return isBalancing || !intents.isEmpty() || !wanted.isEmpty();
  }

  /** A node for a shard that has no home: the one it was to move to, or the best one now. */
  synchronized Optional<String> allocate(String shard, Observation seen) {
    Situation situation = note(seen);
    Intent intent = intents.get(shard);
    if (intent != null && situation.isOpen(intent.to())) {
      return Optional.of(intent.to());
    }
    Optional<String> node = placement.place(shard, situation).map(Home::node);
    node.ifPresent(to -> intents.put(shard, new Intent(to, seen.now())));
    return node;
  }

  /**
   * An operator wants a shard on another node, this once. Nothing is remembered where that cannot
   * be.
   *
   * @return why not
   */
  synchronized Optional<String> move(String shard, String to, Picture from) {
    Optional<String> refusal = MoveOrder.refusal(shard, to, from.situation());
    if (refusal.isEmpty() && !to.equals(from.situation().homes().get(shard))) {
      wanted.put(shard, new Intent(to, from.seen().now()));
      picture = busy(from);
    }
    return refusal;
  }

  /** An operator wants load balanced now, down to the lower threshold. */
  synchronized void hurry() {
    isHurried = true;
    isBalancing = true;
    Picture last = picture;
    picture = last == null ? null : busy(last);
  }

  /** Until the next decision: what was just ordered has begun. */
  private static Picture busy(Picture last) {
    return new Picture(last.seen(), last.situation(), last.decision(), last.lastMoves(), true);
  }

  /** The last decision, if one was made lately: it was then made here. */
  synchronized Optional<Picture> picture(Instant notBefore) {
    Picture last = picture;
    return last == null || last.seen().now().isBefore(notBefore)
        ? Optional.empty()
        : Optional.of(last);
  }

  /**
   * What would move if an operator asked for it now, one round after the other until nothing does;
   * nothing is moved and nothing is remembered.
   */
  synchronized Decision rehearse(Picture from) {
    Situation situation = from.situation();
    List<Move> moves = new ArrayList<>();
    Map<String, String> homes = new HashMap<>(situation.homes());
    Map<String, Instant> moved = new HashMap<>(situation.movedAt());
    homes.putAll(situation.moving());
    while (true) {
      Decision decision = placement.decide(rehearsed(situation, homes, moved));
      for (Move move : decision.moves()) {
        homes.put(move.shard(), move.to());
        moved.put(move.shard(), situation.now());
      }
      moves.addAll(decision.moves());
      if (decision.moves().isEmpty() || moves.size() >= MOST_REHEARSED) {
        return new Decision(moves, decision.summary(), decision.notices(), false, false);
      }
    }
  }

  private static Situation rehearsed(
      Situation now, Map<String, String> homes, Map<String, Instant> moved) {
    return new Situation(
        now.nodes(),
        Map.copyOf(homes),
        now.loads(),
        now.pins(),
        now.drained(),
        now.wanted(),
        Map.of(),
        Map.copyOf(moved),
        now.now(),
        LONG_AGO,
        LONG_AGO,
        LONG_AGO,
        true);
  }

  private Situation note(Observation seen) {
    boolean wasAway = noteNodes(seen);
    noteMoves(seen, wasAway);
    forgetWanted(seen);
    Map<String, String> moving = new TreeMap<>();
    moving.putAll(destinations(intents));
    for (String shard : seen.inProgress()) {
      moving.putIfAbsent(shard, seen.homes().getOrDefault(shard, ""));
    }
    return new Situation(
        seen.nodes(),
        seen.homes(),
        memory.learn(seen, movedAt),
        seen.pins(),
        seen.drained(),
        destinations(wanted),
        moving,
        Map.copyOf(movedAt),
        seen.now(),
        isHurried ? LONG_AGO : calmSince,
        roundAt,
        unevenSince == null ? seen.now() : unevenSince,
        isBalancing);
  }

  private static Map<String, String> destinations(Map<String, Intent> intents) {
    Map<String, String> destinations = new HashMap<>();
    intents.forEach((shard, intent) -> destinations.put(shard, intent.to()));
    return destinations;
  }

  /**
   * @return whether this was not the coordinator meanwhile
   */
  private boolean noteNodes(Observation seen) {
    boolean wasClosed = Duration.between(lastSeen, seen.now()).compareTo(CLOSED) > 0;
    lastSeen = seen.now();
    if (wasClosed || !seen.nodes().equals(lastNodes)) {
      lastNodes = seen.nodes();
      calmSince = seen.now();
    }
    return wasClosed;
  }

  /** A move that cannot be made for so long is not wanted any more: an operator asks again. */
  private void forgetWanted(Observation seen) {
    wanted
        .entrySet()
        .removeIf(
            entry ->
                Duration.between(entry.getValue().since(), seen.now()).compareTo(LOST) > 0
                    || entry.getValue().to().equals(seen.homes().get(entry.getKey())));
  }

  private void noteMoves(Observation seen, boolean wasAway) {
    if (wasAway) {
      history.forget();
    }
    seen.homes()
        .forEach(
            (shard, home) -> {
              String before = lastHomes.put(shard, home);
              if (before != null && !before.equals(home)) {
                movedAt.put(shard, seen.now());
              }
              history.see(shard, home, intents.containsKey(shard), seen.now());
            });
    movedAt
        .values()
        .removeIf(
            at ->
                Duration.between(at, seen.now()).compareTo(settings.coolDown()) > 0
                    && Duration.between(at, seen.now()).compareTo(settings.smoothing()) > 0);
  }

  /** Only when it is known what is in progress: a shard that still has a home may be leaving it. */
  private void forgetArrived(Observation seen) {
    intents
        .entrySet()
        .removeIf(
            entry -> {
              boolean hasHome = seen.homes().containsKey(entry.getKey());
              boolean isLost =
                  Duration.between(entry.getValue().since(), seen.now()).compareTo(LOST) > 0;
              return isLost || (hasHome && !seen.inProgress().contains(entry.getKey()));
            });
  }
}
