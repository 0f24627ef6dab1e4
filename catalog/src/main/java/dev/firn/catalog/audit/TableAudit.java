package dev.firn.catalog.audit;

import dev.firn.catalog.audit.TableCut.Extent;
import dev.firn.catalog.table.EventTable;
import java.time.Duration;
import java.util.ArrayList;
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

  /**
   * @param secondLook after how long something suspicious is looked at again
   * @param mostHashes identities that are held at once, 8 bytes each
   * @param planner reads manifests
   */
  public TableAudit(
      EventTable table,
      AccountSource source,
      Duration secondLook,
      int mostHashes,
      ExecutorService planner) {
    this.table = table;
    this.source = source;
    this.secondLook = secondLook;
    this.mostHashes = mostHashes;
    this.planner = planner;
  }

  /**
   * Audits.
   *
   * @throws UnknownPartitionException when the scope names a partition that nobody knows
   * @throws RuntimeException when catalog or store failed, which says nothing of the table
   */
  public AuditReport run(Scope scope) {
    Look first = new Look(scope, scope.isWithin());
    AuditReport report = first.run();
    if (scope.mustBeKnown() && !first.unknown.isEmpty()) {
      throw new UnknownPartitionException(first.unknown);
    }
    List<Finding> findings = report.findings();
    for (int look = 1; look < LOOKS && !findings.isEmpty(); look++) {
      LockSupport.parkNanos(secondLook.toNanos());
      findings = again(scope, findings);
    }
    return with(report, findings);
  }

  /** The partitions that have files now, read from all manifests. */
  public Set<String> partitions() {
    Set<String> partitions =
        new HashSet<>(new TableCut(table.fresh(), planner).partitions(name -> true).keySet());
    partitions.remove(TableCut.ELSEWHERE);
    return partitions;
  }

  /** Only what is still wrong counts. */
  private List<Finding> again(Scope scope, List<Finding> suspicions) {
    Set<String> partitions =
        suspicions.stream()
            .map(Finding::partition)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toSet());
    Scope narrow =
        new Scope(
            Optional.of(partitions),
            scope.identities() && concerns(suspicions, Check.IDENTITY),
            concerns(suspicions, Check.CHECKSUM) ? scope.checksums() : 0,
            scope.objects());
    return new Look(narrow, narrow.isWithin()).run().findings();
  }

  private static boolean concerns(List<Finding> findings, Check check) {
    return findings.stream().anyMatch(finding -> finding.check() == check);
  }

  private static AuditReport with(AuditReport report, List<Finding> findings) {
    return new AuditReport(
        report.snapshotId(),
        report.partitions(),
        report.accounts(),
        report.totals(),
        report.files(),
        report.objects(),
        report.checksums(),
        report.withoutChecksum(),
        report.identities(),
        report.notes(),
        findings);
  }

  /** One look at accounts and table. */
  private final class Look {
    private final Scope scope;
    private final Predicate<String> isWithin;
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Set<String> partitions = new HashSet<>();
    private final Set<String> unknown = new TreeSet<>();
    private AuditReport.RowTotals totals = AuditReport.RowTotals.NONE;
    private long files;
    private long compared;
    private long forgotten;
    private long objectsLeft;
    private long checksumBytesLeft;

    Look(Scope scope, Predicate<String> isWithin) {
      this.scope = scope;
      this.isWithin = isWithin;
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
      names.remove(TableCut.ELSEWHERE);
      Map<String, PartitionAccounts> accounts = source.accounts(names);
      OptionalLong ledgerBefore = source.ledger(uuid);
      Table now = table.fresh();
      OptionalLong ledgerAfter = source.ledger(uuid);
      LedgerCheck ledger = new LedgerCheck(now, source.goneLedgers(uuid));
      findings.addAll(ledger.check(ledgerBefore, ledgerAfter));
      notes.addAll(ledger.notes());
      return look(now, before, names, accounts);
    }

    private Map<String, Extent> extents(TableCut cut) {
      return scope.partitions().map(TableCut::named).orElseGet(() -> cut.partitions(isWithin));
    }

    private AuditReport look(
        Table now,
        Map<String, Extent> before,
        Set<String> names,
        Map<String, PartitionAccounts> accounts) {
      TableCut cut = new TableCut(now, planner);
      RowReader reader = new RowReader(now.io(), now.schema());
      ObjectCheck objects = new ObjectCheck(now.io());
      IdentityCheck identities = new IdentityCheck(reader, mostHashes);
      Removals removals = new Removals(now);
      Set<String> unseen = new HashSet<>(names);
      for (TableCut.Hours hours : cut.chunks(before)) {
        cut.files(hours, names::contains)
            .forEach(
                (partition, live) -> {
                  unseen.remove(partition);
                  check(partition, live, accounts, reader, removals, now);
                  checkObjects(partition, live, objects);
                  checkIdentities(partition, live, identities);
                });
      }
      scope.partitions().orElse(Set.of()).stream()
          .filter(unseen::contains)
          .filter(partition -> hasNothing(accounts.get(partition)))
          .forEach(unknown::add);
      unseen.forEach(partition -> check(partition, List.of(), accounts, reader, removals, now));
      tellNotes(before, names, accounts);
      return new AuditReport(
          cut.snapshotId(),
          partitions,
          compared,
          totals,
          files,
          objects.objects(),
          objects.checksums(),
          objects.withoutChecksum(),
          identities.rowsRead(),
          notes,
          findings);
    }

    private static boolean hasNothing(@Nullable PartitionAccounts account) {
      return account != null && account.epochs().isEmpty();
    }

    private void check(
        String partition,
        List<LiveFile> live,
        Map<String, PartitionAccounts> accounts,
        RowReader reader,
        Removals removals,
        Table now) {
      partitions.add(partition);
      files += live.size();
      Optional<PartitionAccounts> known = Optional.ofNullable(accounts.get(partition));
      known.ifPresent(account -> totals = totals.plus(account));
      PartitionCheck check = new PartitionCheck(partition, reader, removals);
      findings.addAll(check.check(live, known, String.valueOf(now.uuid())));
      compared += check.comparedEpochs();
      forgotten += check.forgottenEpochs();
      if (!check.beyond().isEmpty()) {
        tellBeyond(partition, check.beyond());
      }
    }

    /** Rows that were accepted after the accounts were taken are known by now. */
    private void tellBeyond(String partition, Map<String, Long> beyond) {
      PartitionAccounts now = source.accounts(Set.of(partition)).get(partition);
      if (now == null) {
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
      boolean isReadable = findings.stream().noneMatch(one -> one.partition().equals(partition));
      if (scope.identities() && isReadable) {
        try {
          findings.addAll(identities.check(partition, live));
        } catch (RuntimeException e) {
          findings.add(Unreadable.finding(partition, Optional.empty(), e));
        }
      }
    }

    private void tellNotes(
        Map<String, Extent> before, Set<String> names, Map<String, PartitionAccounts> accounts) {
      Extent elsewhere = before.get(TableCut.ELSEWHERE);
      if (elsewhere != null) {
        notes.add(elsewhere.files() + " files of another partition spec were not looked at");
      }
      if (accounts.size() < names.size()) {
        notes.add(
            (names.size() - accounts.size())
                + " partitions did not answer; their accounts were not compared");
      }
      if (forgotten > 0) {
        notes.add(forgotten + " epochs are older than what accounts are kept for");
      }
    }
  }
}
