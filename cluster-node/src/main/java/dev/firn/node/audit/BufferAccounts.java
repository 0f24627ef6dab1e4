package dev.firn.node.audit;

import dev.firn.catalog.audit.AccountSource;
import dev.firn.catalog.audit.PartitionAccounts;
import dev.firn.catalog.audit.WriterAccount;
import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.EventBuffers;
import dev.firn.sharding.PartitionAccount;
import dev.firn.sharding.PartitionStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The accounts as partitions and committers tell them. A partition that sleeps is woken. */
final class BufferAccounts implements AccountSource {
  private static final Logger LOG = LoggerFactory.getLogger(BufferAccounts.class);

  /** Asked at once; a partition that is woken reads its journal. */
  private static final int AT_ONCE = 32;

  private final EventBuffers buffers;

  BufferAccounts(EventBuffers buffers) {
    this.buffers = buffers;
  }

  @Override
  public Set<String> awake() {
    return wait(buffers.partitions()).stream()
        .map(PartitionStatus::partition)
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
    partitions.forEach(partition -> asked.put(partition, buffers.account(partition)));
    asked.forEach(
        (partition, answer) -> {
          try {
            accounts.put(partition, accounts(wait(answer)));
          } catch (CompletionException e) {
            LOG.warn("audit got no account partition={}", partition, e);
          }
        });
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
    return wait(buffers.committers()).stream()
        .filter(one -> one.tableUuid().equals(tableUuid))
        .filter(one -> one.phase() != CommitterStatus.Phase.UNREACHABLE)
        .mapToLong(CommitterStatus::ledger)
        .findFirst();
  }

  /** Audits have threads of their own, which may wait; every question has a time limit. */
  private static <T> T wait(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    return future.join();
  }
}
