package dev.firn.bench.scale;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** The tables of docs/scale.md. */
final class ScaleTables {
  private static final double MB = 1e6;
  private static final double GB = 1e9;
  private static final double DAY = 86_400;

  private final List<Scenario> scenarios;
  private final List<Flow> flows;

  ScaleTables(List<Scenario> scenarios) {
    this.scenarios = scenarios;
    this.flows = scenarios.stream().map(scenario -> new Flow(scenario.inputs())).toList();
  }

  static String inputs() {
    Markdown table = new Markdown(List.of("input", "default", "is", "from"));
    for (Input input : Input.values()) {
      table.row(
          List.of(
              "`" + input.word() + "`",
              Markdown.exact(input.preset()),
              input.unit(),
              input.source()));
    }
    return table.toString();
  }

  /** What the scenarios set. */
  String settings() {
    Set<Input> set = new LinkedHashSet<>();
    for (Input input : Input.values()) {
      if (scenarios.stream().anyMatch(one -> one.inputs().of(input) != input.preset())) {
        set.add(input);
      }
    }
    Markdown table = head("input");
    for (Input input : set) {
      List<String> cells = new ArrayList<>(List.of("`" + input.word() + "`"));
      scenarios.forEach(one -> cells.add(Markdown.exact(one.inputs().of(input))));
      table.row(cells);
    }
    return table.toString();
  }

  String flow() {
    Map<String, ToDoubleFunction<Flow>> rows = new LinkedHashMap<>();
    rows.put("requests a second", Flow::requests);
    rows.put("partitions awake (as many types as there are)", flow -> flow.of(Input.TYPES));
    rows.put(
        "events a second of the heaviest partition", flow -> flow.traffic().heaviest().events());
    rows.put("appends a second, each a message there and one back", Flow::appends);
    rows.put("of them between nodes", Flow::remoteAppends);
    rows.put(
        "MB a second between nodes",
        flow -> flow.journalBytes() * flow.remoteAppends() / flow.appends() / MB);
    rows.put("events in an append", flow -> flow.events() / flow.appends());
    rows.put(
        "ms an append to the heaviest partition waits",
        flow -> flow.traffic().heaviest().answerMillis());
    rows.put("rows a second into the journal, and as many out", Flow::journalRows);
    rows.put("MB a second into the journal", flow -> flow.journalBytes() / MB);
    rows.put("MB a second of write-ahead log", flow -> flow.logBytes() / MB);
    rows.put("cores of the database", Flow::databaseCores);
    rows.put("GB live in the journal", flow -> flow.liveBytes() / GB);
    rows.put("of them plans of commits that settle", flow -> flow.plansBytes() / GB);
    rows.put("data files a second", Flow::files);
    rows.put("rows in a file", Flow::rowsOfFile);
    rows.put("commits a second wanted", Flow::commits);
    rows.put("snapshots that the table keeps", Flow::snapshots);
    rows.put("PUTs a second", Flow::puts);
    rows.put("GETs and HEADs a second", Flow::reads);
    rows.put("DELETEs a second", Flow::deletes);
    rows.put("million PUTs a day", flow -> flow.puts() * DAY / 1e6);
    rows.put("million files a day, before compaction", flow -> flow.filesOfDay() / 1e6);
    rows.put("manifests after a day, without compaction", Flow::manifestsAfterDay);
    rows.put("TB a day in the table", flow -> flow.tableBytesOfDay() / 1e12);
    rows.put("cores of all nodes", Flow::nodeCores);
    rows.put(
        "fullest node's share of a fair one",
        flow -> flow.traffic().fullestNode() * flow.of(Input.NODES) / flow.events());
    rows.put("messages a second of Distributed Data about loads", Flow::loadReports);
    rows.put("KB a second of them", flow -> flow.loadReportBytes() / 1e3);
    rows.put("s until the files of the turn of the hour are committed", Flow::turnOfHour);
    Markdown table = head("");
    rows.forEach((name, of) -> row(table, name, flows, of));
    return table.toString();
  }

  /** How much of what there is each takes; what is above 100 % does not go. */
  String limits() {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (Flow flow : flows) {
      for (Limit limit : Limit.of(flow)) {
        rows.computeIfAbsent(limit.name(), name -> new ArrayList<>())
            .add(percent(limit, Limit.of(flow).get(0)));
      }
    }
    Map<String, String> lifts = new LinkedHashMap<>();
    Limit.of(flows.get(0)).forEach(limit -> lifts.put(limit.name(), limit.lift()));
    List<String> names = new ArrayList<>(List.of("limit"));
    scenarios.forEach(scenario -> names.add(scenario.name()));
    names.add("what lifts it");
    Markdown table = new Markdown(names);
    rows.forEach(
        (name, cells) -> {
          List<String> row = new ArrayList<>(List.of(name));
          row.addAll(cells);
          row.add(lifts.getOrDefault(name, ""));
          table.row(row);
        });
    return table.toString();
  }

  private static String percent(Limit limit, Limit tightest) {
    String text = Markdown.figure(limit.use() * 100) + " %";
    return limit.name().equals(tightest.name()) ? "**" + text + "**" : text;
  }

  private Markdown head(String first) {
    List<String> names = new ArrayList<>(List.of(first));
    scenarios.forEach(scenario -> names.add(scenario.name()));
    return new Markdown(names);
  }

  private static void row(
      Markdown table, String name, List<Flow> columns, ToDoubleFunction<Flow> of) {
    List<String> cells = new ArrayList<>(List.of(name));
    columns.forEach(column -> cells.add(Markdown.figure(of.applyAsDouble(column))));
    table.row(cells);
  }
}
