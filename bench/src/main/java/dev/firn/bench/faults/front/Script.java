package dev.firn.bench.faults.front;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/** Faults written down beforehand: each waits for the first request that it is meant for. */
public final class Script implements FaultPlan {
  private record Line(Predicate<FrontRequest> when, Fault fault) {}

  private final List<Line> lines = new ArrayList<>();

  /** The next such request for which no earlier line waits meets this fault. */
  public synchronized void next(Predicate<FrontRequest> when, Fault fault) {
    lines.add(new Line(when, fault));
  }

  /** Lines that still wait. */
  public synchronized int waiting() {
    return lines.size();
  }

  public synchronized void clear() {
    lines.clear();
  }

  @Override
  public synchronized Fault next(FrontRequest request) {
    Iterator<Line> iterator = lines.iterator();
    while (iterator.hasNext()) {
      Line line = iterator.next();
      if (line.when().test(request)) {
        iterator.remove();
        return line.fault();
      }
    }
    return Fault.NONE;
  }
}
