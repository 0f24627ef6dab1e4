package dev.firn.catalog.audit;

import dev.firn.catalog.audit.WriterRows.Doubled;
import dev.firn.catalog.rewrite.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares the rows of one partition with its accounts: these were taken first, so the table may
 * hold more than they tell, never less.
 */
final class PartitionCheck {
  private final String partition;
  private final RowReader reader;
  private final Removals removals;
  private final List<Finding> findings = new ArrayList<>();
  private final Map<String, Long> beyond = new HashMap<>();
  private final boolean mayBeGone;
  private int comparedEpochs;
  private int forgottenEpochs;
  private long rows;
  private long goneRows;
  private long removedRows;
  private List<LiveFile> live = List.of();
  private @Nullable Set<Place> removed;

  /**
   * @param mayBeGone whether rows may be missing
   */
  PartitionCheck(String partition, RowReader reader, Removals removals, boolean mayBeGone) {
    this.partition = partition;
    this.reader = reader;
    this.removals = removals;
    this.mayBeGone = mayBeGone;
  }

  /**
   * @param accounts empty where the partition did not answer: then only the table is checked
   */
  List<Finding> check(List<LiveFile> files, Optional<PartitionAccounts> accounts, String table) {
    live = once(files);
    Map<String, List<Segment>> byWriter = segments(live);
    Map<Long, WriterRows> byEpoch = new TreeMap<>();
    byWriter.forEach(
        (writer, segments) -> {
          rows += segments.stream().mapToLong(Segment::rows).sum();
          WriterRows ofWriter = new WriterRows(writer, segments, reader);
          opened(segments.get(0).file(), () -> checkDoubled(writer, ofWriter));
          epochOf(writer)
              .ifPresentOrElse(
                  epoch -> byEpoch.put(epoch, ofWriter), () -> unknownWriter(writer, segments));
        });
    accounts.ifPresent(known -> compare(known, byEpoch, table));
    return findings;
  }

  /** Partition's epochs whose rows were compared. */
  int comparedEpochs() {
    return comparedEpochs;
  }

  /** Epochs that are in the table and whose account is no longer kept. */
  int forgottenEpochs() {
    return forgottenEpochs;
  }

  /** Live rows of the partition, each file counted once. */
  long rows() {
    return rows;
  }

  /** Committed rows that are missing and may be. */
  long goneRows() {
    return goneRows;
  }

  /** Committed rows that compaction took out, because their event was there before. */
  long removedRows() {
    return removedRows;
  }

  /** A file that is listed more than once is told, and counted once. */
  private List<LiveFile> once(List<LiveFile> files) {
    Map<String, List<LiveFile>> byLocation = new LinkedHashMap<>();
    files.forEach(
        file -> byLocation.computeIfAbsent(file.location(), at -> new ArrayList<>(1)).add(file));
    List<LiveFile> distinct = new ArrayList<>();
    for (List<LiveFile> same : byLocation.values()) {
      distinct.add(same.get(0));
      if (same.size() > 1) {
        findings.add(listedAgain(same.get(0), same.size()));
      }
    }
    return distinct;
  }

  private Finding listedAgain(LiveFile file, int times) {
    return Finding.ofFile(
        Check.OBJECTS,
        partition,
        file,
        String.format(
            Locale.ROOT,
            "%s is listed %d times: someone added it again, and each of its %d rows is there %d"
                + " times; remove the file and add it once",
            file.location(),
            times,
            file.rows(),
            times));
  }

  private Map<String, List<Segment>> segments(List<LiveFile> files) {
    Map<String, List<Segment>> byWriter = new TreeMap<>();
    for (LiveFile file : files) {
      opened(
          file,
          () ->
              Segment.of(file, reader)
                  .forEach(
                      segment ->
                          byWriter
                              .computeIfAbsent(segment.writer(), writer -> new ArrayList<>())
                              .add(segment)));
    }
    return byWriter;
  }

  /** What cannot be read is a finding, not a failure of the audit. */
  private void opened(LiveFile file, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      findings.add(Unreadable.finding(partition, Optional.of(file), e));
    }
  }

  private Optional<Long> epochOf(String writer) {
    String beginning = partition + "#";
    return writer.startsWith(beginning) && writer.substring(beginning.length()).matches("\\d{1,18}")
        ? Optional.of(Long.parseLong(writer.substring(beginning.length())))
        : Optional.empty();
  }

  private void unknownWriter(String writer, List<Segment> segments) {
    long rows = segments.stream().mapToLong(Segment::rows).sum();
    findings.add(
        new Finding(
            Check.ORIGIN,
            partition,
            0,
            segments.get(0).file().location(),
            rows,
            rows
                + " rows are of writer \""
                + writer
                + "\", which is no epoch of this partition: another client added them"));
  }

  private void checkDoubled(String writer, WriterRows rows) {
    for (Doubled doubled : rows.doubled()) {
      findings.add(
          new Finding(
              Check.PROVENANCE,
              partition,
              epochOf(writer).orElse(0L),
              doubled.files().get(0),
              doubled.rows(),
              doubled.rows() + " rows are there more than once, in " + doubled.files()));
    }
  }

  private void compare(PartitionAccounts accounts, Map<Long, WriterRows> byEpoch, String table) {
    Set<Long> epochs = new HashSet<>(byEpoch.keySet());
    accounts.epochs().forEach(account -> epochs.add(account.epoch()));
    for (long epoch : epochs) {
      WriterRows rows = byEpoch.getOrDefault(epoch, new WriterRows("", List.of(), reader));
      Optional<WriterAccount> account = accounts.of(epoch);
      if (account.isPresent()) {
        boolean isNewest = epoch == accounts.newestEpoch();
        compare(account.get(), isNewest ? accounts : null, rows, table);
      } else if (accounts.isForgotten(epoch)) {
        forgottenEpochs++;
      } else {
        beyond.put(partition + "#" + epoch, rows.lastAppend());
      }
    }
  }

  private void compare(
      WriterAccount account, @Nullable PartitionAccounts newest, WriterRows rows, String table) {
    comparedEpochs++;
    long buffered = newest == null ? 0 : newest.buffered();
    if (account.outstanding() != buffered) {
      findings.add(
          new Finding(
              Check.ACCOUNTS,
              partition,
              account.epoch(),
              "",
              Math.abs(account.outstanding() - buffered),
              "the buffers' own account does not add up: received "
                  + account.received()
                  + " is not committed "
                  + account.committed()
                  + " + buffered "
                  + buffered
                  + " + dead letters "
                  + account.rejected()
                  + " + duplicates "
                  + account.duplicates()));
    }
    if (!account.table().isEmpty() && !account.table().equals(table)) {
      return; // its rows went to a table that another has replaced
    }
    if (newest != null && rows.lastAppend() > newest.lastAppend()) {
      beyond.put(partition + "#" + account.epoch(), rows.lastAppend());
    }
    count(rows, account);
  }

  private void count(WriterRows rows, WriterAccount account) {
    long found;
    long removed = 0;
    try {
      found = rows.count(account.from(), account.through());
      if (found < account.committed()) {
        removed = Math.min(removed(account), account.committed() - found);
      }
    } catch (RuntimeException e) {
      findings.add(Unreadable.finding(partition, Optional.empty(), e));
      return;
    }
    removedRows += removed;
    if (found + removed < account.committed()) {
      missing(account, rows, account.committed() - found - removed);
    } else if (found > account.committed()) {
      findings.add(
          new Finding(
              Check.ACCOUNTS,
              partition,
              account.epoch(),
              "",
              found - account.committed(),
              "the table holds "
                  + found
                  + " rows of appends "
                  + account.from()
                  + " to "
                  + account.through()
                  + ", "
                  + account.committed()
                  + " were committed"));
    }
  }

  /**
   * How many rows of the account compaction took out. Files that it wrote say so: what they stood
   * for cannot be asked any more.
   */
  private long removed(WriterAccount account) {
    Set<Place> all = removed;
    if (all == null) {
      all = new HashSet<>();
      for (LiveFile file : live) {
        all.addAll(reader.removed(file));
      }
      removed = all;
    }
    String writer = partition + "#" + account.epoch();
    return all.stream()
        .filter(place -> place.writer().equals(writer))
        .filter(place -> place.append() >= account.from() && place.append() <= account.through())
        .count();
  }

  private void missing(WriterAccount account, WriterRows rows, long count) {
    if (mayBeGone) {
      goneRows += count;
      return;
    }
    long left = count - rolledBack(account, rows, count);
    if (left == 0 || removals.accountFor(partition, left)) {
      return;
    }
    String gaps = rows.missing(account.from(), account.through());
    String what =
        left
            + " of "
            + account.committed()
            + " committed rows are not in the table"
            + (gaps.isEmpty() ? "" : ", appends without any row: " + gaps);
    Optional<String> remover = removals.from(partition);
    findings.add(
        new Finding(
            remover.isPresent() ? Check.REMOVED : Check.ACCOUNTS,
            partition,
            account.epoch(),
            "",
            left,
            remover.map(by -> what + "; rows were removed " + by).orElse(what)));
  }

  private long rolledBack(WriterAccount account, WriterRows rows, long missing) {
    try {
      return removals.rolledBack().explain(partition, account, rows, reader, missing);
    } catch (RuntimeException e) {
      findings.add(Unreadable.finding(partition, Optional.empty(), e));
      return 0;
    }
  }

  /** Writers with rows beyond what was accepted when the accounts were taken, and how far. */
  Map<String, Long> beyond() {
    return beyond;
  }
}
