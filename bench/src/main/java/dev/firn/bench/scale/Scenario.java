package dev.firn.bench.scale;

import java.util.List;

/** A cluster of the document. */
record Scenario(String name, Inputs inputs) {

  /** From as shipped to what carries the load, one step after the other. */
  static List<Scenario> all() {
    Inputs skewed = Inputs.DEFAULT.with(Input.SKEW, 1);
    Inputs settings =
        skewed
            .with(Input.SHARDS, 1_000)
            .with(Input.FLUSH_EVENTS, 20_000)
            .with(Input.LOOK_THREADS, 32)
            .with(Input.PREPARED_FILES, 64)
            .with(Input.PARTITION_MIB, 1_024)
            .with(Input.JOURNAL_GIB, 32)
            .with(Input.NODE_CONNECTIONS, 7)
            .with(Input.NODE_CORES, 8)
            .with(Input.NODE_HEAP_MIB, 8_192);
    Inputs producers = settings.with(Input.REQUEST_TYPES, 1);
    return List.of(
        new Scenario("A as shipped, even", Inputs.DEFAULT),
        new Scenario("B as shipped, Zipf", skewed),
        new Scenario("C settings", settings),
        new Scenario("D and a type a request", producers),
        new Scenario("E and four journals", producers.with(Input.DATABASES, 4)));
  }
}
