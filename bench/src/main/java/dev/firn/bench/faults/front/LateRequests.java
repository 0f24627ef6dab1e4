package dev.firn.bench.faults.front;

import dev.firn.bench.faults.front.Fault.Landing.Late;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Requests that are still on their way while their clients have given up on them. */
final class LateRequests {
  private record Held(Late landing, HttpMessage request) {}

  private final List<Held> held = new ArrayList<>();
  private final List<LateAnswer> answers = new ArrayList<>();

  synchronized void hold(Late landing, HttpMessage request) {
    held.add(new Held(landing, request));
  }

  /** Lets those arrive that waited for this moment. */
  void release(FrontRequest other, boolean isAfter, Upstream upstream) throws IOException {
    arrive(take(other, isAfter), upstream);
  }

  /** Lets all of them arrive. */
  void releaseAll(Upstream upstream) throws IOException {
    List<Held> all;
    synchronized (this) {
      all = List.copyOf(held);
      held.clear();
    }
    arrive(all, upstream);
  }

  /** Nobody waits for these answers any more. */
  private void arrive(List<Held> due, Upstream upstream) throws IOException {
    for (Held one : due) {
      HttpMessage answer = upstream.ask(one.request());
      synchronized (this) {
        answers.add(new LateAnswer(answer.status(), answer.body()));
      }
    }
  }

  /** What the server said to each that has arrived, in their order. */
  synchronized List<LateAnswer> answers() {
    return List.copyOf(answers);
  }

  private synchronized List<Held> take(FrontRequest other, boolean isAfter) {
    List<Held> due =
        held.stream()
            .filter(one -> one.landing().isAfter() == isAfter)
            .filter(one -> one.landing().other().test(other))
            .toList();
    held.removeAll(due);
    return new ArrayList<>(due);
  }
}
