package dev.firn.bench.faults;

import dev.firn.bench.faults.front.Fault;
import dev.firn.bench.faults.front.Fault.Answer;
import dev.firn.bench.faults.front.FrontRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every fault that a commit can meet between a node and its catalog. */
public final class CommitFaults {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final List<Integer> STATUSES =
      List.of(500, 502, 503, 504, 429, 409, 400, 401, 403, 404, 422);

  /** What only a request can be answered that has asked for changes, and no node does. */
  public static final Fault NOT_MODIFIED = Fault.lost("not modified", Fault.status(304));

  private CommitFaults() {}

  /** All of them. */
  public static List<Fault> all(Duration hang) {
    List<Fault> faults = new ArrayList<>(landed(hang));
    faults.addAll(lost());
    faults.addAll(late());
    return faults;
  }

  /**
   * Those after which the commit is in the table.
   *
   * @param hang how long a hung connection is held, longer than the client waits
   */
  public static List<Fault> landed(Duration hang) {
    List<Fault> faults = new ArrayList<>();
    answers(hang).forEach((name, answer) -> faults.add(Fault.landed("landed, " + name, answer)));
    return faults;
  }

  /** Those that a look at the table can meet, or any other request that changes nothing. */
  public static List<Fault> ofLooks(Duration hang) {
    List<Fault> faults = new ArrayList<>();
    answers(hang).forEach((name, answer) -> faults.add(Fault.lost("lost, " + name, answer)));
    return faults;
  }

  /** Those after which it is not. */
  public static List<Fault> lost() {
    List<Fault> faults = new ArrayList<>();
    answers(Duration.ZERO)
        .forEach((name, answer) -> faults.add(Fault.lost("lost, " + name, answer)));
    faults.add(Fault.lost("answered 200 without applying", new Answer.Real()));
    return faults;
  }

  private static Map<String, Answer> answers(Duration hang) {
    Map<String, Answer> answers = new LinkedHashMap<>();
    answers.put("dropped", new Answer.Drop());
    answers.put("hung", new Answer.Hang(hang));
    answers.put("garbage", new Answer.Garbage());
    STATUSES.forEach(status -> answers.put(Integer.toString(status), Fault.status(status)));
    answers.put("503 + Retry-After", Fault.status(503, RETRY_AFTER));
    answers.put("429 + Retry-After", Fault.status(429, RETRY_AFTER));
    return answers;
  }

  /** Those where the request arrives after the client has given up on it. */
  public static List<Fault> late() {
    return List.of(
        Fault.late("late, before the next look", FrontRequest::isTableLoad, false),
        Fault.late("late, after the next look", FrontRequest::isTableLoad, true),
        Fault.late("late, before the next attempt", FrontRequest::isCommit, false),
        Fault.late("late, after the next attempt", FrontRequest::isCommit, true));
  }
}
