package dev.firn.sharding.placement;

import dev.firn.sharding.placement.Move.Cause;
import dev.firn.sharding.placement.Node.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntToDoubleFunction;

/**
 * A cluster on paper, second by second: shards take in bytes, nodes report them late and smoothed,
 * hand-overs take their time. Only what decides is real. The same seed gives the same run.
 */
final class SimulatedCluster {
  private static final int REPORT_EVERY = 5;
  private static final int BUFFERED_SECONDS = 20;

  private final PlacementSettings settings;
  private final ShardBook book;
  private final Random random;
  private final int shards;
  private final TreeMap<String, Node> nodes = new TreeMap<>();
  private final TreeMap<String, String> homes = new TreeMap<>(ShardOrder.NATURAL);
  private final TreeMap<String, Integer> handOvers = new TreeMap<>(ShardOrder.NATURAL);
  private final TreeSet<String> homeless = new TreeSet<>(ShardOrder.NATURAL);
  private final Map<String, Map<String, Rates>> rates = new HashMap<>();
  private final Map<String, Map<String, ShardLoad>> reports = new HashMap<>();
  private final Map<String, Long> sinceReport = new HashMap<>();
  private final Map<String, String> pins = new HashMap<>();
  private final Set<String> drained = new HashSet<>();
  private final List<Moved> moves = new ArrayList<>();
  private IntToDoubleFunction rate = shard -> 0;
  private double noise;
  private int second;
  private String summary = "";
  private List<String> notices = List.of();

  /** A move that was begun. */
  record Moved(int second, Move move) {}

  SimulatedCluster(PlacementSettings settings, long seed, int nodeCount, int shards) {
    this.settings = settings;
    this.book = new ShardBook(settings);
    this.random = new Random(seed);
    this.shards = shards;
    for (int i = 1; i <= nodeCount; i++) {
      join("n" + i, 1);
    }
    for (int shard = 0; shard < shards; shard++) {
      homeless.add(String.valueOf(shard));
    }
  }

  /** Zipf's law over shards in random order, of so many bytes a second in all. */
  void zipf(double exponent, double total) {
    List<Double> weights = new ArrayList<>();
    for (int i = 1; i <= shards; i++) {
      weights.add(1 / StrictMath.pow(i, exponent));
    }
    double sum = weights.stream().mapToDouble(Double::doubleValue).sum();
    java.util.Collections.shuffle(weights, random);
    rate = shard -> weights.get(shard) / sum * total;
  }

  void rates(IntToDoubleFunction bytesPerSecond) {
    rate = bytesPerSecond;
  }

  /**
   * @param sigma of the logarithm of what a shard takes in, second by second
   */
  void noise(double sigma) {
    noise = sigma;
  }

  void join(String name, int version) {
    nodes.put(name, new Node(name, "1." + version, version, Standing.UP, true));
  }

  /** A clean stop and a crash look the same here: shards are without a home at once. */
  void leave(String name) {
    nodes.remove(name);
    rates.remove(name);
    reports.remove(name);
    for (String shard : List.copyOf(homes.keySet())) {
      if (home(shard).equals(name)) {
        homes.remove(shard);
        handOvers.remove(shard);
        homeless.add(shard);
      }
    }
  }

  void stand(String name, Standing standing) {
    nodes.computeIfPresent(name, (same, node) -> node.with(standing));
  }

  void silence(String name) {
    reports.remove(name);
  }

  void pin(String shard, String node) {
    pins.put(shard, node);
  }

  void drain(String node) {
    drained.add(node);
  }

  void undrain(String node) {
    drained.remove(node);
  }

  void run(int seconds) {
    for (int i = 0; i < seconds; i++) {
      step();
    }
  }

  private void step() {
    second++;
    for (Map.Entry<String, String> home : homes.entrySet()) {
      double spread = noise == 0 ? 1 : StrictMath.exp(noise * random.nextGaussian());
      long taken = (long) (rate.applyAsDouble(Integer.parseInt(home.getKey())) * spread);
      sinceReport.merge(home.getKey(), taken, Long::sum);
    }
    if (second % REPORT_EVERY == 0) {
      nodes.keySet().forEach(this::report);
      sinceReport.clear();
    }
    handOvers.replaceAll((shard, left) -> left - 1);
    for (String shard : List.copyOf(handOvers.keySet())) {
      if (handOvers.getOrDefault(shard, 0) <= 0) {
        handOvers.remove(shard);
        homes.remove(shard);
        homeless.add(shard);
      }
    }
    findHomes();
    decide();
  }

  private void report(String node) {
    Map<String, Rates> own = rates.computeIfAbsent(node, name -> new HashMap<>());
    Map<String, ShardLoad> report = new HashMap<>();
    homes.forEach(
        (shard, home) -> {
          if (home.equals(node)) {
            Rates smoothed = own.computeIfAbsent(shard, name -> new Rates());
            smoothed.sample(
                sinceReport.getOrDefault(shard, 0L),
                Duration.ofSeconds(REPORT_EVERY),
                settings.smoothing());
            double rate = smoothed.bytesPerSecond();
            report.put(shard, new ShardLoad(rate, (long) (rate * BUFFERED_SECONDS)));
          }
        });
    reports.put(node, report);
  }

  private void findHomes() {
    for (String shard : List.copyOf(homeless)) {
      // Pekko does not say then what else is in progress.
      book.allocate(shard, observe(Set.of()))
          .ifPresent(
              node -> {
                homes.put(shard, node);
                homeless.remove(shard);
              });
    }
  }

  private void decide() {
    Decision decision = book.rebalance(observe(handOvers.keySet()));
    summary = decision.summary();
    notices = decision.notices();
    for (Move move : decision.moves()) {
      moves.add(new Moved(second, move));
      handOvers.put(move.shard(), 1 + random.nextInt(2));
    }
  }

  private Observation observe(Set<String> inProgress) {
    return new Observation(
        Instant.EPOCH.plusSeconds(second),
        nodes,
        homes,
        inProgress,
        Map.copyOf(pins),
        Set.copyOf(drained),
        Map.copyOf(reports));
  }

  Decision rehearse() {
    return book.rehearse(book.picture(Instant.EPOCH).orElseThrow());
  }

  /** Why not; nothing where the shard is going to move. */
  Optional<String> move(String shard, String to) {
    return book.move(shard, to, picture());
  }

  ShardBook.Picture picture() {
    return book.picture(Instant.EPOCH).orElseThrow();
  }

  void hurry() {
    book.hurry();
  }

  int second() {
    return second;
  }

  String summary() {
    return summary;
  }

  List<String> notices() {
    return notices;
  }

  String home(String shard) {
    return homes.getOrDefault(shard, "");
  }

  long count(String node) {
    return homes.values().stream().filter(node::equals).count();
  }

  List<Moved> moves() {
    return List.copyOf(moves);
  }

  long movesSince(int from) {
    return moves.stream().filter(moved -> moved.second() > from).count();
  }

  long movesFor(Cause cause) {
    return moves.stream().filter(moved -> moved.move().cause() == cause).count();
  }

  /** What each node truly carries. */
  Map<String, Double> carried() {
    Map<String, Double> carried = new TreeMap<>();
    nodes.keySet().forEach(node -> carried.put(node, 0.0));
    homes.forEach(
        (shard, node) ->
            carried.merge(node, rate.applyAsDouble(Integer.parseInt(shard)), Double::sum));
    return carried;
  }

  /**
   * How far the worst node is above the best that could be: the even share of what can be split, or
   * the one shard on it that cannot.
   */
  double imbalance() {
    Map<String, Double> heaviest = new HashMap<>();
    homes.forEach(
        (shard, node) ->
            heaviest.merge(node, rate.applyAsDouble(Integer.parseInt(shard)), Math::max));
    double fair = fairShare();
    return carried().entrySet().stream()
        .filter(entry -> !drained.contains(entry.getKey()))
        .mapToDouble(
            entry -> entry.getValue() / Math.max(fair, heaviest.getOrDefault(entry.getKey(), 0.0)))
        .max()
        .orElse(0);
  }

  private double fairShare() {
    List<Double> weights = new ArrayList<>();
    homes.keySet().forEach(shard -> weights.add(rate.applyAsDouble(Integer.parseInt(shard))));
    weights.sort(Comparator.reverseOrder());
    double total = weights.stream().mapToDouble(Double::doubleValue).sum();
    long left = nodes.keySet().stream().filter(node -> !drained.contains(node)).count();
    for (double weight : weights) {
      if (left <= 1 || weight <= total / left) {
        break;
      }
      total -= weight;
      left--;
    }
    return Math.max(1e-9, total / Math.max(1, left));
  }
}
