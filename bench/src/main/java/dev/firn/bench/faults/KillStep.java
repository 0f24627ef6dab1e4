package dev.firn.bench.faults;

import dev.firn.bench.faults.front.Fault;
import dev.firn.bench.faults.front.Fault.Answer;
import dev.firn.bench.faults.front.FrontRequest;
import dev.firn.bench.faults.front.Script;
import dev.firn.bench.faults.kill.KillPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A step of the commit protocol at which a node is killed: PUT, FlushPrepared, AddFile, Planned,
 * commit, read back, Committed, Flushed, snapshot, truncation, Settled. That AddFile is on its way
 * is the moment after FlushPrepared.
 *
 * @param point where it is a moment of the journal
 * @param often how many such moments pass within a few seconds of 5,000 events/s
 * @param arm sets what the fronts have to do with it
 */
public record KillStep(String name, Optional<KillPoint> point, int often, Consumer<Fronts> arm) {

  /** In the names of those faults that are there to kill the node. */
  static final String BY_A_FRONT = "killed";

  /** Of a life that is to end at the first such moment. */
  public List<String> settings() {
    return point.map(KillPoint::settings).orElse(List.of());
  }

  /** Of a life that is to end at any such moment of its first seconds. */
  List<String> settings(Random random) {
    return point.map(first -> first.at(1 + random.nextInt(often)).settings()).orElse(List.of());
  }

  /** The scripts of both fronts, and what kills the node. */
  public record Fronts(Script catalog, Script store, Runnable kill) {}

  public static List<KillStep> all() {
    List<KillStep> steps = new ArrayList<>();
    journal(steps, "EventsAppended", "partition|", 2_000);
    store(steps, "a data file", FrontRequest::isDataFileWrite);
    store(steps, "a run of ids", FrontRequest::isIdsWrite);
    journal(steps, "FlushPrepared", "partition|", 12);
    journal(steps, "Planned", "table-committer|", 3);
    store(steps, "a manifest", FrontRequest::isManifestWrite);
    steps.add(catalog("before the commit", false));
    steps.add(catalog("after the commit", true));
    steps.add(readBack("before the read-back", false));
    steps.add(readBack("after the read-back", true));
    journal(steps, "Committed", "table-committer|", 3);
    journal(steps, "Flushed", "partition|", 12);
    journal(steps, KillPoint.SNAPSHOT, "partition|", 12);
    journal(steps, KillPoint.TRUNCATION, "partition|", 12);
    journal(steps, "Settled", "table-committer|", 2);
    journal(steps, KillPoint.SNAPSHOT, "table-committer|", 1);
    journal(steps, KillPoint.TRUNCATION, "table-committer|", 1);
    return steps;
  }

  /** Those that come only where there are events that cannot be written. */
  public static List<KillStep> ofDeadLetters() {
    List<KillStep> steps = new ArrayList<>();
    journal(steps, "RowsRejected", "partition|", 2);
    for (String what : List.of("EventsAppended", "FlushPrepared", "Flushed")) {
      journal(steps, what, "rejected|", 2);
    }
    return steps;
  }

  private static void journal(List<KillStep> steps, String what, String whose, int often) {
    for (boolean isAfter : new boolean[] {false, true}) {
      KillPoint point = new KillPoint(isAfter, what, whose, 1);
      String owner = isPlain(what, whose) ? "" : of(whose);
      String name = (isAfter ? "after " : "before ") + what + owner;
      steps.add(new KillStep(name, Optional.of(point), often, fronts -> {}));
    }
  }

  /** What its owner need not be named for. */
  private static boolean isPlain(String what, String whose) {
    boolean isAnyones = what.equals(KillPoint.SNAPSHOT) || what.equals(KillPoint.TRUNCATION);
    return whose.equals("partition|") || (whose.equals("table-committer|") && !isAnyones);
  }

  private static String of(String whose) {
    return whose.equals("rejected|") ? " of dead letters" : " of the committer";
  }

  private static void store(List<KillStep> steps, String what, Predicate<FrontRequest> when) {
    for (boolean isAfter : new boolean[] {false, true}) {
      String name = (isAfter ? "after " : "before ") + what + " is written";
      steps.add(front(name, fronts -> fronts.store().next(when, kill(isAfter, fronts.kill()))));
    }
  }

  private static KillStep catalog(String name, boolean isAfter) {
    return front(
        name,
        fronts -> fronts.catalog().next(FrontRequest::isCommit, kill(isAfter, fronts.kill())));
  }

  /** The look at the table that comes next after a commit. */
  private static KillStep readBack(String name, boolean isAfter) {
    return front(
        name,
        fronts ->
            fronts
                .catalog()
                .next(
                    FrontRequest::isCommit,
                    Fault.landed("landed", new Answer.Real())
                        .with(
                            BY_A_FRONT + " " + name,
                            () ->
                                fronts
                                    .catalog()
                                    .next(
                                        FrontRequest::isTableLoad, kill(isAfter, fronts.kill())))));
  }

  private static KillStep front(String name, Consumer<Fronts> arm) {
    return new KillStep(name, Optional.empty(), 1, arm);
  }

  /** The request does not reach the server, or its answer does not reach the node. */
  private static Fault kill(boolean isAfter, Runnable kill) {
    return isAfter
        ? Fault.landed("landed", new Answer.Drop()).with(BY_A_FRONT, kill)
        : Fault.lost("lost", new Answer.Drop()).beforehand(BY_A_FRONT, kill);
  }

  @Override
  public String toString() {
    return name;
  }
}
