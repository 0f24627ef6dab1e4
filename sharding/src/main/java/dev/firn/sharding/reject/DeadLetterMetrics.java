package dev.firn.sharding.reject;

import dev.firn.sharding.BufferMetrics;

/**
 * What the buffers and the committer of dead letters tell: troubles only. What they take in and
 * write was counted as rejected before, and is no work with events.
 */
public record DeadLetterMetrics(BufferMetrics metrics) implements BufferMetrics {

  @Override
  public void flushFailed(String reason) {
    metrics.flushFailed(reason);
  }

  @Override
  public void commitUnknown(String reason) {
    metrics.commitUnknown(reason);
  }

  @Override
  public void parked(String reason) {
    metrics.parked(reason);
  }
}
