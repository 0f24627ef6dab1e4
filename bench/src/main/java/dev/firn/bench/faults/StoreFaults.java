package dev.firn.bench.faults;

import dev.firn.bench.faults.front.Fault;
import dev.firn.bench.faults.front.Fault.Answer;
import dev.firn.bench.faults.front.Fault.Landing;
import dev.firn.bench.faults.front.FrontRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Every fault that a request can meet between a node and its object store. */
final class StoreFaults {
  private StoreFaults() {}

  /** Those of a write that must not replace anything. */
  static List<Fault> ofWrites(Duration hang) {
    List<Fault> faults = new ArrayList<>(CommitFaults.landed(hang));
    faults.add(Fault.landed("landed, 412", Fault.status(412)));
    faults.addAll(CommitFaults.lost());
    faults.add(Fault.lost("lost, 412", Fault.status(412)));
    faults.addAll(late());
    return faults;
  }

  /**
   * Those of a manifest's write. No table survives a store that says it has a manifest and has not:
   * that is not among them.
   */
  static List<Fault> ofManifestWrites(Duration hang) {
    return ofWrites(hang).stream()
        .filter(fault -> fault.landing() instanceof Landing.Now || !saysSuccess(fault.answer()))
        .toList();
  }

  private static boolean saysSuccess(Answer answer) {
    return answer instanceof Answer.Real || answer instanceof Answer.Garbage;
  }

  /**
   * Those where a write arrives when the next one comes by, of the same object if it is retried.
   */
  static List<Fault> late() {
    return List.of(
        Fault.late("late, before the next write", FrontRequest::isWrite, false),
        Fault.late("late, after the next write", FrontRequest::isWrite, true));
  }

  /**
   * Those of a read, or of any other request. A store that denies an object which it has, or tells
   * a wrong length of it, is not among them: such an object counts as gone.
   */
  static List<Fault> ofOthers(Duration hang, FrontRequest request) {
    return CommitFaults.ofLooks(hang).stream()
        .filter(fault -> !request.method().equals("HEAD") || !deniesAnObject(fault.answer()))
        .toList();
  }

  private static boolean deniesAnObject(Answer answer) {
    return answer instanceof Answer.Garbage
        || (answer instanceof Answer.Status failed && failed.status() == 404);
  }
}
