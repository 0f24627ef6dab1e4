package dev.firn.node.upkeep;

import dev.firn.catalog.upkeep.InFlight;
import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.PartitionAccount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What partitions and committers tell of files that may yet be committed. A partition that holds no
 * row has no file on its way: rows leave it when their file was read back in the table, not before.
 */
final class BufferedFiles implements InFlight {
  private static final Logger LOG = LoggerFactory.getLogger(BufferedFiles.class);

  /** Asked at once; one that sleeps is woken and reads its journal. */
  private static final int AT_ONCE = 32;

  private final Supplier<List<CommitterStatus>> committers;
  private final Function<String, CompletionStage<PartitionAccount>> account;

  BufferedFiles(
      Supplier<List<CommitterStatus>> committers,
      Function<String, CompletionStage<PartitionAccount>> account) {
    this.committers = committers;
    this.account = account;
  }

  @Override
  public Optional<String> obstacle() {
    return committers.get().stream().flatMap(each -> obstacle(each).stream()).findFirst();
  }

  private static Optional<String> obstacle(CommitterStatus committer) {
    String why =
        switch (committer.phase()) {
          case IDLE, COMMITTING -> "";
          case UNDECIDED -> "has a commit of unknown fate";
          case PARKED -> "waits for an operator";
          case REPLACED ->
              "waits for its table to come back, whose files may lie in the same place";
          case UNREACHABLE -> "does not answer";
        };
    if (why.isEmpty() && committer.lostLedgers() > 0) {
      why = "has files to add again that were rolled back";
    }
    return why.isEmpty()
        ? Optional.empty()
        : Optional.of("the committer of table " + committer.tableUuid() + " " + why);
  }

  @Override
  public Set<String> quiet(Set<String> partitions) {
    Set<String> quiet = new HashSet<>();
    List<String> names = new ArrayList<>(partitions);
    for (int from = 0; from < names.size(); from += AT_ONCE) {
      Map<String, CompletionStage<PartitionAccount>> asked = new HashMap<>();
      names
          .subList(from, Math.min(names.size(), from + AT_ONCE))
          .forEach(name -> asked.put(name, account.apply(name)));
      asked.forEach(
          (name, answer) -> {
            if (isQuiet(name, answer)) {
              quiet.add(name);
            }
          });
    }
    return quiet;
  }

  private static boolean isQuiet(String partition, CompletionStage<PartitionAccount> answer) {
    try {
      return Answer.of("partition " + partition, answer).buffered() == 0;
    } catch (RuntimeException e) {
      LOG.warn("{} did not say whether it holds rows; what was written for it stays", partition, e);
      return false;
    }
  }
}
