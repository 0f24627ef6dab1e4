package dev.firn.node.audit;

import dev.firn.catalog.audit.AccountSource;
import dev.firn.catalog.audit.PartitionAccounts;
import dev.firn.catalog.audit.WriterAccount;
import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.EventBuffers;
import dev.firn.sharding.LedgerRange;
import dev.firn.sharding.PartitionAccount;
import dev.firn.sharding.PartitionStatus;
import dev.firn.sharding.StuckPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The accounts as partitions and committers tell them. A partition that sleeps is woken. */
final class BufferAccounts implements AccountSource {
  private static final Logger LOG = LoggerFactory.getLogger(BufferAccounts.class);

  /** Asked at once; a partition that is woken reads its journal. */
  private static final int AT_ONCE = 32;

  /** Questions have time limits of their own; this is for those that come to no end. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final EventBuffers buffers;
  private final Kind kind;
  private final Duration patience;

  /** Whose accounts. */
  enum Kind {
    EVENTS,
    DEAD_LETTERS
  }

  BufferAccounts(EventBuffers buffers, Kind kind) {
    this(buffers, kind, PATIENCE);
  }

  BufferAccounts(EventBuffers buffers, Kind kind, Duration patience) {
    this.buffers = buffers;
    this.kind = kind;
    this.patience = patience;
  }

  @Override
  public Set<String> awake() {
    Set<String> all =
        statuses().stream().map(PartitionStatus::partition).collect(Collectors.toSet());
    all.addAll(stuck());
    return all;
  }

  /** How those that are awake stand. */
  List<PartitionStatus> statuses() {
    return wait(
        "the buffers", kind == Kind.EVENTS ? buffers.partitions() : buffers.rejectedPartitions());
  }

  /** Partitions that stand still because they cannot be read. */
  Set<String> stuck() {
    CompletionStage<List<StuckPartition>> stuck =
        kind == Kind.EVENTS ? buffers.stuckPartitions() : buffers.stuckRejectedPartitions();
    return wait("the buffers", stuck).stream()
        .map(StuckPartition::partition)
        .collect(Collectors.toSet());
  }

  @Override
  public Map<String, PartitionAccounts> accounts(Collection<String> partitions) {
    Map<String, PartitionAccounts> accounts = new HashMap<>();
    List<String> names = new ArrayList<>(partitions);
    for (int from = 0; from < names.size(); from += AT_ONCE) {
      ask(names.subList(from, Math.min(names.size(), from + AT_ONCE)), accounts);
    }
    return accounts;
  }

  private void ask(List<String> partitions, Map<String, PartitionAccounts> accounts) {
    Map<String, CompletionStage<PartitionAccount>> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, account(partition)));
    asked.forEach(
        (partition, answer) -> {
          try {
            accounts.put(partition, accounts(wait("partition " + partition, answer)));
          } catch (CompletionException e) {
            LOG.warn("audit got no account of={} partition={}", kind, partition, e);
          }
        });
  }

  private CompletionStage<PartitionAccount> account(String partition) {
    return kind == Kind.EVENTS ? buffers.account(partition) : buffers.rejectedAccount(partition);
  }

  private static PartitionAccounts accounts(PartitionAccount account) {
    return new PartitionAccounts(
        account.lastAppend(),
        account.buffered(),
        account.epochs().stream()
            .map(
                epoch ->
                    new WriterAccount(
                        epoch.epoch(),
                        epoch.table(),
                        epoch.from(),
                        epoch.through(),
                        epoch.received(),
                        epoch.duplicates(),
                        epoch.rejected(),
                        epoch.committed()))
            .toList());
  }

  @Override
  public OptionalLong ledger(String tableUuid) {
    return committer(tableUuid).mapToLong(CommitterStatus::ledger).findFirst();
  }

  @Override
  public LongPredicate goneLedgers(String tableUuid) {
    List<LedgerRange> gone =
        committer(tableUuid).flatMap(committer -> committer.goneLedgers().stream()).toList();
    return number -> gone.stream().anyMatch(range -> range.contains(number));
  }

  @Override
  public boolean isCommitterSilent(String tableUuid) {
    return committersOf(tableUuid).anyMatch(BufferAccounts::isSilent);
  }

  private Stream<CommitterStatus> committer(String tableUuid) {
    return committersOf(tableUuid).filter(one -> !isSilent(one));
  }

  private Stream<CommitterStatus> committersOf(String tableUuid) {
    return wait("the committers", buffers.committers()).stream()
        .filter(one -> one.tableUuid().equals(tableUuid));
  }

  private static boolean isSilent(CommitterStatus committer) {
    return committer.phase() == CommitterStatus.Phase.UNREACHABLE;
  }

  /** Audits have threads of their own, which may wait, but not for ever. */
  private <T> T wait(String what, CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new CompletionException(
          what + " did not answer the audit within " + patience.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new CompletionException(what + " could not be asked", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException("The audit was stopped while it asked " + what, e);
    }
  }
}
