package dev.firn.bench.faults.front;

/** Chooses what happens to each request. Called by several threads. */
@FunctionalInterface
public interface FaultPlan {
  Fault next(FrontRequest request);

  /** This plan where it has a fault, the other where it has none. */
  default FaultPlan orElse(FaultPlan other) {
    return request -> {
      Fault fault = next(request);
      return fault.isNone() ? other.next(request) : fault;
    };
  }
}
