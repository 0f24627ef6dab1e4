package dev.firn.bench.target;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Prometheus' text form, samples by their whole name, labels included. */
public record Metrics(Map<String, Double> samples) {

  public Metrics {
    samples = Map.copyOf(samples);
  }

  /** Of several nodes, each sample added up. */
  public static Metrics sumOf(List<Metrics> nodes) {
    Map<String, Double> sums = new HashMap<>();
    nodes.forEach(
        node -> node.samples().forEach((name, value) -> sums.merge(name, value, Double::sum)));
    return new Metrics(sums);
  }

  static Metrics parse(String text) {
    Map<String, Double> samples = new HashMap<>();
    text.lines()
        .filter(line -> !line.startsWith("#") && line.indexOf(' ') > 0)
        .forEach(
            line -> {
              int space = line.indexOf(' ', line.lastIndexOf('}') + 1);
              String value = line.substring(space + 1).trim().split(" ", 2)[0];
              samples.put(line.substring(0, space), number(value));
            });
    return new Metrics(samples);
  }

  private static double number(String value) {
    return switch (value) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(value);
    };
  }

  /** Adds up every sample of this name whose labels contain the text. */
  public double sum(String name, String label) {
    return samples.entrySet().stream()
        .filter(e -> isNamed(e.getKey(), name) && e.getKey().contains(label))
        .mapToDouble(Map.Entry::getValue)
        .filter(v -> !Double.isNaN(v))
        .sum();
  }

  private static boolean isNamed(String sample, String name) {
    return sample.equals(name) || sample.startsWith(name + "{");
  }

  /** Time in garbage collection pauses since the start, in seconds. */
  public double gcSeconds() {
    return sum("jvm_gc_pause_seconds_sum", "");
  }

  public double heapUsedBytes() {
    return sum("jvm_memory_used_bytes", "area=\"heap\"");
  }

  public double heapMaxBytes() {
    // Of the pools, those without a limit of their own say -1.
    return samples.entrySet().stream()
        .filter(e -> isNamed(e.getKey(), "jvm_memory_max_bytes"))
        .filter(e -> e.getKey().contains("area=\"heap\"") && e.getValue() > 0)
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }
}
