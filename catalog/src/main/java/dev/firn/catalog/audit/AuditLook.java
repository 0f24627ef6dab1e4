package dev.firn.catalog.audit;

import dev.firn.catalog.audit.TableCut.Extent;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.iceberg.Table;

/** One look at accounts and table, the accounts first. Good for one use. */
final class AuditLook {
  private final AuditedTable audited;
  private final Scope scope;
  private final Optional<Set<String>> only;
  private final Predicate<String> isWithin;
  private final LookFindings findings = new LookFindings();
  private final List<String> notes = new ArrayList<>();
  private final Set<String> partitions = new HashSet<>();
  private final Set<String> unknown = new TreeSet<>();
  private long files;
  private long compared;
  private long forgotten;
  private long goneLetters;
  private long removedRows;

  /**
   * @param only these, where the scope names none
   */
  AuditLook(AuditedTable audited, Scope scope, Optional<Set<String>> only) {
    this.audited = audited;
    this.scope = scope;
    this.only = only;
    this.isWithin = only.<Predicate<String>>map(names -> names::contains).orElse(scope.isWithin());
  }

  /** Partitions that the scope names, and of which neither the buffers nor the table know. */
  Set<String> unknown() {
    return unknown;
  }

  AuditReport run() {
    AccountSource source = audited.source();
    Table earlier = audited.table().freshFromStore();
    Map<String, Extent> before = extents(new TableCut(earlier, audited.planner()));
    String uuid = String.valueOf(earlier.uuid());
    Set<String> names = names(before);
    Optional<LetterLook> letters =
        audited
            .letters()
            .map(
                rules ->
                    new LetterLook(
                        rules, rules.originals().accounts(names), findings, scope.identities()));
    AskedAccounts accounts = new AskedAccounts(source, names);
    OptionalLong ledgerBefore = source.ledger(uuid);
    Table now = audited.table().freshFromStore();
    OptionalLong ledgerAfter = source.ledger(uuid);
    boolean isCommitterSilent = ledgerAfter.isEmpty() && source.isCommitterSilent(uuid);
    LedgerCheck ledger = new LedgerCheck(now, source.goneLedgers(uuid));
    findings.addAll(ledger.check(ledgerBefore, ledgerAfter));
    notes.addAll(ledger.notes());
    return new Comparison(now, accounts, letters).run(before, names, isCommitterSilent);
  }

  private Map<String, Extent> extents(TableCut cut) {
    if (scope.partitions().isPresent()) {
      return TableCut.named(scope.partitions().get());
    }
    Map<String, Extent> extents = cut.partitions(isWithin);
    TableCut.named(only.orElse(Set.of())).forEach(extents::putIfAbsent);
    return extents;
  }

  private Set<String> names(Map<String, Extent> before) {
    Set<String> names = new HashSet<>(before.keySet());
    audited.source().awake().stream().filter(isWithin).forEach(names::add);
    scope.partitions().ifPresent(names::addAll);
    only.ifPresent(names::addAll);
    names.remove(TableCut.ELSEWHERE);
    return names;
  }

  /** Of the table as it is now with accounts that were taken before. */
  private final class Comparison {
    private final AskedAccounts accounts;
    private final Optional<LetterLook> letters;
    private final TableCut cut;
    private final RowReader reader;
    private final ObjectCheck objects;
    private final IdentityCheck identities;
    private final Removals removals;
    private final String uuid;

    Comparison(Table now, AskedAccounts accounts, Optional<LetterLook> letters) {
      this.accounts = accounts;
      this.letters = letters;
      this.cut = new TableCut(now, audited.planner());
      this.reader = new RowReader(now.io(), now.schema());
      this.objects = new ObjectCheck(now.io(), scope);
      this.identities =
          new IdentityCheck(
              reader,
              letters.isPresent() ? RowIdentity.DEAD_LETTER : RowIdentity.EVENT,
              audited.mostHashes());
      this.removals = new Removals(now, audited.removals(), letters.isEmpty());
      this.uuid = String.valueOf(now.uuid());
    }

    AuditReport run(Map<String, Extent> before, Set<String> names, boolean isCommitterSilent) {
      Set<String> unseen = new HashSet<>(names);
      for (TableCut.Hours hours : cut.chunks(before)) {
        cut.files(hours, names::contains)
            .forEach(
                (partition, live) -> {
                  unseen.remove(partition);
                  check(partition, live);
                });
      }
      scope.partitions().orElse(Set.of()).stream()
          .filter(unseen::contains)
          .filter(accounts::hasNothing)
          .forEach(unknown::add);
      unseen.forEach(partition -> check(partition, List.of()));
      removals.note().ifPresent(notes::add);
      tellNotes(before);
      removals.rolledBack().note().ifPresent(notes::add);
      return new AuditReport(
          cut.snapshotId(),
          partitions,
          counts(),
          accounts.totals(),
          new AuditReport.Unasked(accounts.unasked(), isCommitterSilent),
          accounts.rejecting(),
          notes,
          findings.all());
    }

    private AuditReport.Counts counts() {
      return new AuditReport.Counts(
          compared,
          letters.map(LetterLook::rows).orElse(0L),
          files,
          objects.objects(),
          objects.checksums(),
          objects.withoutChecksum(),
          identities.rowsRead());
    }

    private void check(String partition, List<LiveFile> live) {
      long rows = checkRows(partition, live);
      findings.addAll(objects.check(partition, live));
      letters.ifPresent(look -> checkLetters(look, partition, live, rows));
      boolean isReadable = !findings.isToldOf(partition, EnumSet.allOf(Check.class));
      if (scope.identities() && isReadable && !live.isEmpty()) {
        findings.reading(partition, () -> findings.addAll(identities.check(partition, live)));
      }
    }

    /** Answers how many rows the partition has. */
    private long checkRows(String partition, List<LiveFile> live) {
      partitions.add(partition);
      files += live.size();
      accounts.count(partition);
      boolean mayBeGone = letters.filter(look -> look.mayBeGone(partition)).isPresent();
      PartitionCheck check = new PartitionCheck(partition, reader, removals, mayBeGone);
      findings.addAll(check.check(live, accounts.of(partition), uuid));
      compared += check.comparedEpochs();
      forgotten += check.forgottenEpochs();
      accounts.checkBeyond(partition, check.beyond(), findings);
      goneLetters += check.goneRows();
      removedRows += check.removedRows();
      return check.rows();
    }

    private void checkLetters(LetterLook look, String partition, List<LiveFile> live, long rows) {
      PartitionAccounts own = accounts.of(partition).orElse(null);
      if (!look.check(partition, live, rows, own, reader, uuid)) {
        accounts.silent(partition);
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
    if (removedRows > 0) {
      notes.add(
          removedRows + " rows are gone that compaction removed: their events are there once");
    }
    if (forgotten > 0) {
      notes.add(forgotten + " epochs are older than what accounts are kept for");
    }
  }
}
