package dev.firn.node.http;

import dev.firn.events.FailureText;
import dev.firn.events.RowBlock;
import dev.firn.events.decode.Rejection;
import dev.firn.sharding.StoreOutcome;
import dev.firn.sharding.StoreOutcome.Busy;
import dev.firn.sharding.StoreOutcome.Denied;
import dev.firn.sharding.StoreOutcome.Stored;
import dev.firn.sharding.StoreOutcome.Throttled;
import dev.firn.sharding.StoreOutcome.Unknown;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Waits for the outcomes of all parts of one request. */
final class Gathering {
  private final StoreOutcome[] outcomes;
  private final AtomicInteger missing;
  private final CompletableFuture<StoredParts> done = new CompletableFuture<>();

  private Gathering(int parts) {
    outcomes = new StoreOutcome[parts];
    missing = new AtomicInteger(parts);
  }

  /** Completes when the last of the stages has; never fails. */
  static CompletionStage<StoredParts> of(List<CompletionStage<StoreOutcome>> parts) {
    Gathering gathering = new Gathering(parts.size());
    if (parts.isEmpty()) {
      gathering.done.complete(new StoredParts(List.of()));
    }
    for (int part = 0; part < parts.size(); part++) {
      int place = part;
      parts
          .get(part)
          .whenComplete((outcome, failure) -> gathering.put(place, outcomeOf(outcome, failure)));
    }
    return gathering.done;
  }

  private static StoreOutcome outcomeOf(
      @Nullable StoreOutcome outcome, @Nullable Throwable failure) {
    if (outcome != null) {
      return outcome;
    }
    return new Unknown(failure == null ? "no reason was given" : FailureText.of(failure));
  }

  private void put(int place, StoreOutcome outcome) {
    outcomes[place] = outcome;
    if (missing.decrementAndGet() == 0) {
      done.complete(new StoredParts(Arrays.asList(outcomes)));
    }
  }

  /** What became of the parts. */
  record StoredParts(List<StoreOutcome> outcomes) {

    /** Why the whole request is to be sent again; null where every part is durable. */
    @Nullable Problem problem(java.time.Duration retryAfter) {
      for (StoreOutcome outcome : outcomes) {
        if (outcome instanceof Busy busy) {
          return Problem.of(ErrorCategory.OVERLOAD, "buffers-busy", busy.reason())
              .retryAfter(busy.retryAfter());
        }
        if (outcome instanceof Throttled throttled) {
          return Problem.of(
                  ErrorCategory.TENANT_OVERLOAD, "too-many-partitions", throttled.reason())
              .retryAfter(throttled.retryAfter());
        }
        if (outcome instanceof Unknown unknown) {
          String detail =
              "Whether all events were stored is not known ("
                  + unknown.reason()
                  + "); send the same request again, events that were stored count once";
          return Problem.of(ErrorCategory.DEPENDENCY, "outcome-unknown", detail)
              .retryAfter(retryAfter);
        }
      }
      return null;
    }

    List<Stored> stored() {
      List<Stored> stored = new ArrayList<>(outcomes.size());
      for (StoreOutcome outcome : outcomes) {
        if (outcome instanceof Stored part) {
          stored.add(part);
        }
      }
      return stored;
    }

    /**
     * The events that a tenant's bounds did not let in.
     *
     * @param blocks the parts, in the order in which they were stored
     */
    List<Rejection> denied(List<RowBlock> blocks) {
      List<Rejection> denied = new ArrayList<>();
      for (int part = 0; part < outcomes.size(); part++) {
        if (outcomes.get(part) instanceof Denied reason) {
          RowBlock block = blocks.get(part);
          for (int row = 0; row < block.count(); row++) {
            denied.add(new Rejection(block.placeInRequest(row), reason.reason(), reason.detail()));
          }
        }
      }
      return denied;
    }
  }
}
