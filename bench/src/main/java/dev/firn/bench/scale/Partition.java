package dev.firn.bench.scale;

/**
 * What one partition, an event type's present hour, asks of the system.
 *
 * @param events a second
 * @param appends a second, each one row of the journal
 * @param flushSeconds between two of its files
 * @param answerMillis what an append waits for the partition, which journals one at a time
 */
record Partition(double events, double appends, double flushSeconds, double answerMillis) {
  private static final double MILLIS = 1_000;

  /** Of a type that so large a share of all events has. */
  static Partition of(double share, Inputs inputs) {
    double events = share * inputs.of(Input.EVENTS);
    double nodes = inputs.of(Input.NODES);
    double lane = arrivals(share, inputs) / nodes;
    double answer = inputs.of(Input.ANSWER_MS) / MILLIS;
    double persist = inputs.of(Input.PERSIST_MS) / MILLIS;
    // Rows of one node gather while the batch before them is under way.
    double wanted = nodes * lane / (1 + lane * answer);
    double most = 1 / persist;
    return wanted <= most
        ? new Partition(events, wanted, flushSeconds(events, inputs), answer * MILLIS)
        : new Partition(
            events, most, flushSeconds(events, inputs), Math.max(answer, nodes * persist) * MILLIS);
  }

  /** Requests a second that have rows for a partition: at most all, at least one for each row. */
  private static double arrivals(double share, Inputs inputs) {
    double requests = inputs.of(Input.EVENTS) / inputs.of(Input.REQUEST_EVENTS);
    double parts = requests * inputs.of(Input.REQUEST_TYPES) * share;
    return Math.min(requests, Math.min(parts, share * inputs.of(Input.EVENTS)));
  }

  private static double flushSeconds(double events, Inputs inputs) {
    double byAge = inputs.of(Input.FLUSH_AGE) * 0.95;
    double byRows = Math.max(inputs.of(Input.FLUSH_EVENTS) / events, inputs.of(Input.FLUSH_PAUSE));
    return Math.min(Math.min(byAge, byRows), mostRows(inputs) / events);
  }

  /** Rows of the largest file. */
  static double mostRows(Inputs inputs) {
    return inputs.of(Input.FILE_OPENED_MIB) / 2 * (1 << 20) / inputs.of(Input.EVENT_BYTES);
  }

  double files() {
    return 1 / flushSeconds;
  }

  double rowsOfFile() {
    return events * flushSeconds;
  }
}
