package dev.firn.bench.scale;

import java.util.EnumMap;
import java.util.Map;

/** Values of all inputs: the defaults, and what a scenario sets. Immutable. */
final class Inputs {
  static final Inputs DEFAULT = new Inputs(new EnumMap<>(Input.class));

  private final Map<Input, Double> set;

  private Inputs(Map<Input, Double> set) {
    this.set = set;
  }

  Inputs with(Input input, double value) {
    Map<Input, Double> more = new EnumMap<>(Input.class);
    more.putAll(set);
    more.put(input, value);
    return new Inputs(more);
  }

  double of(Input input) {
    return set.getOrDefault(input, input.preset());
  }

  int count(Input input) {
    return (int) Math.round(of(input));
  }
}
