package dev.firn.catalog.audit;

import dev.firn.catalog.audit.TableCut.Extent;
import dev.firn.catalog.table.EventTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/**
 * Compares what the buffers say they committed with what the table holds. The accounts are taken
 * first and the table is looked at afterwards, so whatever an account tells must be there, while
 * rows keep moving. What looks wrong is looked at again, accounts and table, before it is told.
 * Blocking; one run at a time for one instance.
 */
public final class TableAudit {
  private static final int LOOKS = 3;

  private final EventTable table;
  private final AccountSource source;
  private final Duration secondLook;
  private final int mostHashes;
  private final ExecutorService planner;
  private final Optional<DeadLetterRules> letters;

  /**
   * How it is done.
   *
   * @param secondLook after how long something suspicious is looked at again
   * @param mostHashes identities that are held at once, 8 bytes each
   * @param planner reads manifests
   */
  public record Means(Duration secondLook, int mostHashes, ExecutorService planner) {}

  private TableAudit(
      EventTable table, AccountSource source, Means means, Optional<DeadLetterRules> letters) {
    this.table = table;
    this.source = source;
    this.secondLook = means.secondLook();
    this.mostHashes = means.mostHashes();
    this.planner = means.planner();
    this.letters = letters;
  }

  /** Of the table of events. */
  public static TableAudit ofEvents(EventTable table, AccountSource source, Means means) {
    return new TableAudit(table, source, means, Optional.empty());
  }

  /**
   * Of the table of dead letters.
   *
   * @param source accounts of their own buffers
   */
  public static TableAudit ofDeadLetters(
      EventTable table, AccountSource source, DeadLetterRules rules, Means means) {
    return new TableAudit(table, source, means, Optional.of(rules));
  }

  /**
   * Audits.
   *
   * @throws UnknownPartitionException when the scope names a partition that nobody knows
   * @throws RuntimeException when catalog or store failed, which says nothing of the table
   */
  public AuditReport run(Scope scope) {
    Look first = firstLook(scope);
    AuditReport report = first.run();
    if (scope.mustBeKnown() && !first.unknown.isEmpty()) {
      throw new UnknownPartitionException(first.unknown);
    }
    for (int look = 1; look < LOOKS && !report.findings().isEmpty(); look++) {
      LockSupport.parkNanos(secondLook.toNanos());
      report = report.after(again(scope, report.findings()));
    }
    return report;
  }

  /** Of the partitions named for dead letters nothing need be known: that is a finding at most. */
  private Look firstLook(Scope scope) {
    return letters.isEmpty() || scope.partitions().isEmpty()
        ? new Look(scope, Optional.empty())
        : new Look(scope.of(Optional.empty()), scope.partitions());
  }

  /** The partitions that have files now, read from all manifests. */
  public Set<String> partitions() {
    Set<String> partitions =
        new HashSet<>(new TableCut(table.fresh(), planner).partitions(name -> true).keySet());
    partitions.remove(TableCut.ELSEWHERE);
    return partitions;
  }

  /** These, and those that are awake or stand still. */
  Set<String> known() {
    Set<String> known = partitions();
    known.addAll(source.awake());
    return known;
  }

  /** Only what is still wrong counts. */
  private AuditReport again(Scope scope, List<Finding> suspicions) {
    Set<String> partitions =
        suspicions.stream()
            .map(Finding::partition)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toSet());
    Scope narrow =
        new Scope(
            Optional.of(partitions),
            scope.identities() && (letters.isPresent() || concerns(suspicions, Check.IDENTITY)),
            concerns(suspicions, Check.CHECKSUM) ? scope.checksums() : 0,
            scope.objects());
    return new Look(narrow, Optional.empty()).run();
  }

  private static boolean concerns(List<Finding> findings, Check check) {
    return findings.stream().anyMatch(finding -> finding.check() == check);
  }

  /** One look at accounts and table. */
  private final class Look {
    private final Scope scope;
    private final Optional<Set<String>> only;
    private final Predicate<String> isWithin;
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Set<String> partitions = new HashSet<>();
    private final Set<String> unknown = new TreeSet<>();
    private final Set<String> unasked = new HashSet<>();
    private final Set<String> rejecting = new HashSet<>();
    private Map<String, PartitionAccounts> originals = Map.of();
    private AuditReport.RowTotals totals = AuditReport.RowTotals.NONE;
    private long files;
    private long compared;
    private long forgotten;
    private long letterRows;
    private long goneLetters;
    private boolean isCommitterSilent;
    private long objectsLeft;
    private long checksumBytesLeft;

    /**
     * @param only these, where the scope names none
     */
    Look(Scope scope, Optional<Set<String>> only) {
      this.scope = scope;
      this.only = only;
      this.isWithin =
          only.<Predicate<String>>map(names -> names::contains).orElse(scope.isWithin());
      this.objectsLeft = scope.objects();
      this.checksumBytesLeft = scope.checksums();
    }

    AuditReport run() {
      Table earlier = table.fresh();
      Map<String, Extent> before = extents(new TableCut(earlier, planner));
      String uuid = String.valueOf(earlier.uuid());
      Set<String> names = new HashSet<>(before.keySet());
      source.awake().stream().filter(isWithin).forEach(names::add);
      scope.partitions().ifPresent(names::addAll);
      only.ifPresent(names::addAll);
      names.remove(TableCut.ELSEWHERE);
      letters.ifPresent(rules -> originals = rules.originals().accounts(names));
      Map<String, PartitionAccounts> accounts = source.accounts(names);
      OptionalLong ledgerBefore = source.ledger(uuid);
      Table now = table.fresh();
      OptionalLong ledgerAfter = source.ledger(uuid);
      isCommitterSilent = ledgerAfter.isEmpty() && source.isCommitterSilent(uuid);
      LedgerCheck ledger = new LedgerCheck(now, source.goneLedgers(uuid));
      findings.addAll(ledger.check(ledgerBefore, ledgerAfter));
      notes.addAll(ledger.notes());
      return look(now, before, names, accounts);
    }

    private Map<String, Extent> extents(TableCut cut) {
      if (scope.partitions().isPresent()) {
        return TableCut.named(scope.partitions().get());
      }
      Map<String, Extent> extents = cut.partitions(isWithin);
      TableCut.named(only.orElse(Set.of())).forEach(extents::putIfAbsent);
      return extents;
    }

    private AuditReport look(
        Table now,
        Map<String, Extent> before,
        Set<String> names,
        Map<String, PartitionAccounts> accounts) {
      TableCut cut = new TableCut(now, planner);
      RowReader reader = new RowReader(now.io(), now.schema());
      ObjectCheck objects = new ObjectCheck(now.io());
      IdentityCheck identities =
          new IdentityCheck(
              reader,
              letters.isPresent() ? RowIdentity.DEAD_LETTER : RowIdentity.EVENT,
              mostHashes);
      Removals removals = new Removals(now);
      Set<String> unseen = new HashSet<>(names);
      for (TableCut.Hours hours : cut.chunks(before)) {
        cut.files(hours, names::contains)
            .forEach(
                (partition, live) -> {
                  unseen.remove(partition);
                  long rows = check(partition, live, accounts, reader, removals, now);
                  checkObjects(partition, live, objects);
                  checkLetters(partition, live, rows, accounts, reader, now);
                  checkIdentities(partition, live, identities);
                });
      }
      scope.partitions().orElse(Set.of()).stream()
          .filter(unseen::contains)
          .filter(partition -> hasNothing(accounts.get(partition)))
          .forEach(unknown::add);
      unseen.forEach(partition -> check(partition, List.of(), accounts, reader, removals, now));
      unseen.forEach(partition -> checkLetters(partition, List.of(), 0, accounts, reader, now));
      tellNotes(before);
      return new AuditReport(
          cut.snapshotId(),
          partitions,
          new AuditReport.Counts(
              compared,
              letterRows,
              files,
              objects.objects(),
              objects.checksums(),
              objects.withoutChecksum(),
              identities.rowsRead()),
          totals,
          new AuditReport.Unasked(unasked, isCommitterSilent),
          rejecting,
          notes,
          findings);
    }

    private static boolean hasNothing(@Nullable PartitionAccounts account) {
      return account != null && account.epochs().isEmpty();
    }

    /** Answers how many rows the partition has. */
    private long check(
        String partition,
        List<LiveFile> live,
        Map<String, PartitionAccounts> accounts,
        RowReader reader,
        Removals removals,
        Table now) {
      partitions.add(partition);
      files += live.size();
      Optional<PartitionAccounts> known = Optional.ofNullable(accounts.get(partition));
      known.ifPresentOrElse(account -> count(partition, account), () -> unasked.add(partition));
      PartitionCheck check = new PartitionCheck(partition, reader, removals, mayBeGone(partition));
      findings.addAll(check.check(live, known, String.valueOf(now.uuid())));
      compared += check.comparedEpochs();
      forgotten += check.forgottenEpochs();
      if (!check.beyond().isEmpty()) {
        tellBeyond(partition, check.beyond());
      }
      goneLetters += check.goneRows();
      return check.rows();
    }

    private boolean mayBeGone(String partition) {
      return letters.filter(rules -> rules.mayBeGone(partition)).isPresent();
    }

    private void count(String partition, PartitionAccounts account) {
      totals = totals.plus(account);
      if (account.rejected() > 0) {
        rejecting.add(partition);
      }
    }

    private void checkLetters(
        String partition,
        List<LiveFile> live,
        long rows,
        Map<String, PartitionAccounts> accounts,
        RowReader reader,
        Table now) {
      if (letters.isEmpty() || mayBeGone(partition)) {
        return;
      }
      PartitionAccounts counted = originals.get(partition);
      PartitionAccounts own = accounts.get(partition);
      if (counted == null || own == null) {
        unasked.add(partition);
        return;
      }
      LetterCheck check = new LetterCheck(partition, counted, own);
      if (check.counted() > 0 && check.isComparable(String.valueOf(now.uuid()))) {
        letterRows += check.counted();
        compareLetters(partition, check, live, rows, reader);
      }
    }

    /** Rows that are missing are told already where these are compared with their own accounts. */
    private void compareLetters(
        String partition, LetterCheck check, List<LiveFile> live, long rows, RowReader reader) {
      if (isToldOf(partition, EnumSet.of(Check.ACCOUNTS, Check.REMOVED))) {
        return;
      }
      check.all(rows).ifPresent(findings::add);
      if (scope.identities() && !isToldOf(partition, EnumSet.allOf(Check.class))) {
        try {
          check.byEpoch(live, reader).ifPresent(findings::add);
        } catch (RuntimeException e) {
          findings.add(Unreadable.finding(partition, Optional.empty(), e));
        }
      }
    }

    private boolean isToldOf(String partition, Set<Check> checks) {
      return findings.stream()
          .anyMatch(one -> one.partition().equals(partition) && checks.contains(one.check()));
    }

    /** Rows that were accepted after the accounts were taken are known by now. */
    private void tellBeyond(String partition, Map<String, Long> beyond) {
      PartitionAccounts now = source.accounts(Set.of(partition)).get(partition);
      if (now == null) {
        unasked.add(partition);
        return;
      }
      beyond.forEach(
          (writer, append) -> {
            long epoch = Long.parseLong(writer.substring(writer.lastIndexOf('#') + 1));
            boolean isKnown =
                epoch < now.newestEpoch()
                    || (epoch == now.newestEpoch() && append <= now.lastAppend());
            if (!isKnown) {
              findings.add(
                  new Finding(
                      Check.ORIGIN,
                      partition,
                      epoch,
                      "",
                      0,
                      "rows of "
                          + writer
                          + " up to append "
                          + append
                          + " are in the table, and the partition is at "
                          + now.newestEpoch()
                          + "."
                          + now.lastAppend()
                          + ": nobody accepted them, or the journal went backwards"));
            }
          });
    }

    private void checkObjects(String partition, List<LiveFile> live, ObjectCheck objects) {
      for (LiveFile file : live) {
        if (objectsLeft <= 0) {
          return;
        }
        objectsLeft--;
        Optional<Finding> wrong = objects.size(partition, file);
        if (wrong.isEmpty() && checksumBytesLeft > 0) {
          checksumBytesLeft -= file.bytes();
          wrong = objects.checksum(partition, file);
        }
        wrong.ifPresent(findings::add);
      }
    }

    private void checkIdentities(String partition, List<LiveFile> live, IdentityCheck identities) {
      boolean isReadable = !isToldOf(partition, EnumSet.allOf(Check.class));
      if (scope.identities() && isReadable) {
        try {
          findings.addAll(identities.check(partition, live));
        } catch (RuntimeException e) {
          findings.add(Unreadable.finding(partition, Optional.empty(), e));
        }
      }
    }

    private void tellNotes(Map<String, Extent> before) {
      Extent elsewhere = before.get(TableCut.ELSEWHERE);
      if (elsewhere != null) {
        notes.add(elsewhere.files() + " files of another partition spec were not looked at");
      }
      if (goneLetters > 0) {
        notes.add(goneLetters + " dead letters are gone, older than they are to be kept");
      }
      if (forgotten > 0) {
        notes.add(forgotten + " epochs are older than what accounts are kept for");
      }
    }
  }
}
