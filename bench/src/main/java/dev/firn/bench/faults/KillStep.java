package dev.firn.bench.faults;

import dev.firn.bench.faults.front.Fault;
import dev.firn.bench.faults.front.Fault.Answer;
import dev.firn.bench.faults.front.FrontRequest;
import dev.firn.bench.faults.front.Script;
import dev.firn.bench.faults.kill.KillPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A step of the commit protocol at which a node is killed: PUT, FlushPrepared, AddFile, Planned,
 * commit, read back, Committed, Flushed, snapshot, truncation. That AddFile is on its way is the
 * moment after FlushPrepared.
 *
 * @param settings of the life that is to end there
 * @param arm sets what the fronts have to do with it
 */
public record KillStep(String name, List<String> settings, Consumer<Fronts> arm) {

  public KillStep {
    settings = List.copyOf(settings);
  }

  /** The scripts of both fronts, and what kills the node. */
  public record Fronts(Script catalog, Script store, Runnable kill) {}

  public static List<KillStep> all() {
    List<KillStep> steps = new ArrayList<>();
    journal(steps, "EventsAppended", "partition|");
    store(steps, "a data file", FrontRequest::isDataFileWrite);
    store(steps, "a run of ids", FrontRequest::isIdsWrite);
    journal(steps, "FlushPrepared", "partition|");
    journal(steps, "Planned", "table-committer|");
    store(steps, "a manifest", FrontRequest::isManifestWrite);
    steps.add(catalog("before the commit", false));
    steps.add(catalog("after the commit", true));
    steps.add(readBack("before the read-back", false));
    steps.add(readBack("after the read-back", true));
    journal(steps, "Committed", "table-committer|");
    journal(steps, "Flushed", "partition|");
    journal(steps, KillPoint.SNAPSHOT, "partition|");
    journal(steps, KillPoint.TRUNCATION, "partition|");
    return steps;
  }

  private static void journal(List<KillStep> steps, String what, String whose) {
    for (boolean isAfter : new boolean[] {false, true}) {
      KillPoint point = new KillPoint(isAfter, what, whose, 1);
      String name = (isAfter ? "after " : "before ") + what;
      steps.add(new KillStep(name, point.settings(), fronts -> {}));
    }
  }

  private static void store(List<KillStep> steps, String what, Predicate<FrontRequest> when) {
    for (boolean isAfter : new boolean[] {false, true}) {
      String name = (isAfter ? "after " : "before ") + what + " is written";
      steps.add(
          new KillStep(
              name, List.of(), fronts -> fronts.store().next(when, kill(isAfter, fronts.kill()))));
    }
  }

  private static KillStep catalog(String name, boolean isAfter) {
    return new KillStep(
        name,
        List.of(),
        fronts -> fronts.catalog().next(FrontRequest::isCommit, kill(isAfter, fronts.kill())));
  }

  /** The look at the table that comes next after a commit. */
  private static KillStep readBack(String name, boolean isAfter) {
    return new KillStep(
        name,
        List.of(),
        fronts ->
            fronts
                .catalog()
                .next(
                    FrontRequest::isCommit,
                    Fault.landed("commit before a kill", new Answer.Real())
                        .with(
                            name,
                            () ->
                                fronts
                                    .catalog()
                                    .next(
                                        FrontRequest::isTableLoad, kill(isAfter, fronts.kill())))));
  }

  /** The request does not reach the server, or its answer does not reach the node. */
  private static Fault kill(boolean isAfter, Runnable kill) {
    return isAfter
        ? Fault.landed("landed", new Answer.Drop()).with("killed", kill)
        : Fault.lost("lost", new Answer.Drop()).beforehand("killed", kill);
  }

  @Override
  public String toString() {
    return name;
  }
}
