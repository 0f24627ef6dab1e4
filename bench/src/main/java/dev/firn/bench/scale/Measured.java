package dev.firn.bench.scale;

import java.util.List;

/**
 * The model beside what was measured: of what it gets wrong there, nothing can be said at scale.
 */
final class Measured {
  private static final Inputs ONE_NODE =
      Inputs.DEFAULT.with(Input.NODES, 1).with(Input.TYPES, 10).with(Input.REQUEST_TYPES, 10);

  private Measured() {}

  static String table() {
    Flow slow = at(10_000, 3.1);
    Flow fast = at(40_000, 6.9);
    Flow flatOut = at(107_590, 12.4);
    Flow database = new Flow(ONE_NODE.with(Input.EVENTS, 10_000).with(Input.FLUSH_AGE, 5));
    Markdown table = new Markdown(List.of("one node, 10 types", "model", "measured", "in"));
    row(table, "rows in a file at 10,000/s", slow.rowsOfFile(), "4,286", "performance.md");
    row(table, "at 40,000/s", fast.rowsOfFile(), "17,143", "performance.md");
    row(table, "flat out, 107,590/s", flatOut.rowsOfFile(), "38,490", "performance.md");
    row(table, "µs of node CPU an event at 10,000/s", cpu(slow), "52", "performance.md");
    row(table, "at 40,000/s", cpu(fast), "24", "performance.md");
    row(table, "flat out", cpu(flatOut), "14.7", "performance.md");
    row(
        table,
        "rows a second into PostgreSQL at 10,000/s",
        database.journalRows(),
        "430 to 630",
        "journal-postgres.md");
    row(
        table,
        "MB of its log a second",
        database.logBytes() / 1e6,
        "2.6 to 3.2",
        "journal-postgres.md");
    row(
        table,
        "cores of its server",
        database.databaseCores(),
        "0.10 to 0.15",
        "journal-postgres.md");
    return table.toString();
  }

  /**
   * @param answerMillis as it was measured
   */
  private static Flow at(double events, double answerMillis) {
    return new Flow(
        ONE_NODE
            .with(Input.EVENTS, events)
            .with(Input.ANSWER_MS, answerMillis)
            .with(Input.PERSIST_MS, 1));
  }

  private static double cpu(Flow flow) {
    return flow.nodeCores() * 1e6 / flow.events();
  }

  private static void row(Markdown table, String what, double model, String measured, String in) {
    table.row(List.of(what, Markdown.figure(model), measured, in));
  }
}
