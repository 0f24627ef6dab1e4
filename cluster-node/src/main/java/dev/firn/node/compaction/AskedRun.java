package dev.firn.node.compaction;

import dev.firn.catalog.compaction.Occasion;
import dev.firn.catalog.compaction.SmallFiles;
import dev.firn.events.FailureText;
import dev.firn.events.PartitionKey;
import dev.firn.node.asked.AskedRuns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A compaction that an operator asked for: of all partitions that have two small files or more, or
 * of those that were named; or of all that have files to fill. What it has come to is read by any
 * thread.
 */
final class AskedRun implements AskedRuns.Run {
  private static final Logger LOG = LoggerFactory.getLogger(AskedRun.class);
  private static final int MOST_TOLD = 1_000;

  private final SmallFiles files;
  private final Jobs jobs;
  private final CompactionRequest request;
  private final boolean besideOthers;
  private final List<JobReport> reports = new ArrayList<>();
  private CompactionRun.State state = CompactionRun.State.RUNNING;
  private CompactionRun.Totals totals = CompactionRun.Totals.NONE;
  private String detail = "";
  private int partitions;
  private int looked;

  AskedRun(SmallFiles files, Jobs jobs, CompactionRequest request, boolean besideOthers) {
    this.files = files;
    this.jobs = jobs;
    this.request = request;
    this.besideOthers = besideOthers;
  }

  /** Whatever ends it, whoever asks is not told for ever that it runs. */
  @Override
  public void run() {
    try {
      SmallFiles.Found found = files.after(0);
      if (found.elsewhere().isPresent() && !besideOthers && !request.besideOthers()) {
        end(
            CompactionRun.State.FAILED,
            found.elsewhere().get()
                + "; besideOthers=true (--beside-others) compacts all the same");
        return;
      }
      compact(found);
      end(CompactionRun.State.DONE, "");
    } catch (CancellationException e) {
      end(CompactionRun.State.FAILED, "the node stops");
    } catch (RuntimeException | Error e) {
      LOG.warn("A compaction that was asked for failed", e);
      end(CompactionRun.State.FAILED, FailureText.of(e));
    }
  }

  private void compact(SmallFiles.Found found) {
    Map<PartitionKey, Integer> chosen =
        new TreeMap<>(request.isFilling() ? files.unfilled() : found.files());
    request.partitions().ifPresent(named -> keep(named, chosen));
    chosen.values().removeIf(count -> count < (request.isFilling() ? 1 : 2));
    begin(chosen.size());
    for (PartitionKey partition : chosen.keySet()) {
      look(partition);
      looked();
    }
  }

  /** One that has no small file, or no longer, is named with what was found of it: nothing. */
  private void keep(Set<String> named, Map<PartitionKey, Integer> chosen) {
    Set<String> without = new TreeSet<>(named);
    chosen.keySet().removeIf(partition -> !named.contains(partition.id()));
    chosen.keySet().forEach(partition -> without.remove(partition.id()));
    if (!without.isEmpty()) {
      tell(
          (request.isFilling() ? "nothing to fill: " : "no small files: ")
              + String.join(", ", without));
    }
  }

  private void look(PartitionKey partition) {
    Occasion occasion = request.isFilling() ? Occasion.FILL : Occasion.ASKED;
    if (request.isDryRun()) {
      jobs.plan(partition, occasion).forEach(this::add);
      return;
    }
    Agenda.Result result = Agenda.Result.MORE;
    while (result == Agenda.Result.MORE) {
      Jobs.Ended ended = jobs.run(partition, occasion);
      add(ended.report());
      result = ended.result();
    }
  }

  private synchronized void begin(int count) {
    partitions = count;
  }

  private synchronized void looked() {
    looked++;
  }

  private synchronized void tell(String sentence) {
    detail = sentence;
  }

  private synchronized void add(JobReport report) {
    totals = totals.plus(report);
    if (report.state() != JobReport.State.NOTHING_TO_DO && reports.size() < MOST_TOLD) {
      reports.add(report);
    }
  }

  private synchronized void end(CompactionRun.State ended, String why) {
    state = ended;
    detail = why.isEmpty() ? detail : why;
  }

  @Override
  public synchronized boolean isOver() {
    return state != CompactionRun.State.RUNNING;
  }

  synchronized CompactionRun snapshot() {
    Optional<Jobs.Under> current = jobs.running().stream().findFirst();
    return new CompactionRun(
        state,
        request.isDryRun(),
        partitions,
        looked,
        state == CompactionRun.State.RUNNING
            ? current.map(Jobs.Under::partition)
            : Optional.empty(),
        totals,
        reports,
        detail);
  }
}
