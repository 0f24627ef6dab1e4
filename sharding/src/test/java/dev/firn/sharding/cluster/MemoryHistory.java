package dev.firn.sharding.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a table in memory, and others under its name, hold. Not thread-safe. */
final class MemoryHistory {
  private final List<Landed> history = new ArrayList<>();
  private final List<Landed> rolledBack = new ArrayList<>();
  private final Map<String, List<String>> markers = new HashMap<>();
  private final Map<Long, String> commits = new HashMap<>();
  private final Map<String, Table> tables = new HashMap<>();
  private String uuid;
  private long ledger;
  private long sequence;
  private long expiredThrough;

  /** A commit in the table's history. */
  private record Landed(long ledger, String marker, List<String> files, long snapshot) {}

  /** A table that another stands in the place of. */
  private record Table(List<Landed> history, Map<Long, String> commits, long ledger) {}

  MemoryHistory(String uuid) {
    this.uuid = uuid;
  }

  String uuid() {
    return uuid;
  }

  long ledger() {
    return ledger;
  }

  /** The current snapshot and its sequence number, -1 for none. */
  long current() {
    return history.isEmpty() ? -1 : history.get(history.size() - 1).snapshot();
  }

  void land(long number, String commitId, List<String> files) {
    String marker = number + ":" + commitId;
    commits.put(number, commitId);
    ledger = number;
    history.add(new Landed(number, marker, files, ++sequence));
    files.forEach(file -> markers.computeIfAbsent(file, name -> new ArrayList<>()).add(marker));
  }

  /** Under which id a number was used. */
  Optional<String> commit(long number) {
    return Optional.ofNullable(commits.get(number));
  }

  /** Under which a file was ever added. */
  List<String> markersOf(String file) {
    return markers.getOrDefault(file, List.of());
  }

  boolean contains(String marker) {
    return history.stream().anyMatch(landed -> landed.marker().equals(marker));
  }

  boolean contains(long snapshot) {
    return snapshot > expiredThrough
        && history.stream().anyMatch(landed -> landed.snapshot() == snapshot);
  }

  List<String> files() {
    return files(history.stream()).toList();
  }

  /** Those too that were rolled back, as far as they were there in this snapshot. */
  Stream<String> filesWithRolledBack(long snapshot) {
    return files(
        Stream.concat(
            history.stream(), rolledBack.stream().filter(landed -> landed.snapshot() <= snapshot)));
  }

  private static Stream<String> files(Stream<Landed> landed) {
    return landed.flatMap(one -> one.files().stream());
  }

  void takeOut(String marker) {
    history.removeIf(landed -> landed.marker().equals(marker));
  }

  void rollBackTo(long lastLedger) {
    rolledBack.clear();
    history.stream().filter(landed -> landed.ledger() > lastLedger).forEach(rolledBack::add);
    history.removeAll(rolledBack);
  }

  void undoRollback() {
    history.addAll(rolledBack);
  }

  void deleteOneFileOf(long number) {
    history.replaceAll(
        landed ->
            landed.ledger() == number
                ? new Landed(
                    number,
                    landed.marker(),
                    landed.files().subList(1, landed.files().size()),
                    landed.snapshot())
                : landed);
  }

  void expireAll(boolean isExpired) {
    expiredThrough = isExpired ? sequence : 0;
  }

  void recreate(String newUuid) {
    uuid = newUuid;
    restore(new Table(List.of(), Map.of(), 0));
  }

  void swap(String newUuid) {
    tables.put(uuid, new Table(List.copyOf(history), Map.copyOf(commits), ledger));
    uuid = newUuid;
    restore(tables.getOrDefault(newUuid, new Table(List.of(), Map.of(), 0)));
  }

  private void restore(Table table) {
    history.clear();
    history.addAll(table.history());
    commits.clear();
    commits.putAll(table.commits());
    ledger = table.ledger();
  }
}
