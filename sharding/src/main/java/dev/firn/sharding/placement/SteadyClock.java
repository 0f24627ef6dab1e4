package dev.firn.sharding.placement;

import java.time.Instant;
import java.time.InstantSource;

/** Counts from its making and never jumps: for durations only. */
final class SteadyClock implements InstantSource {
  private final long start = System.nanoTime();

  @Override
  public Instant instant() {
    return Instant.EPOCH.plusNanos(System.nanoTime() - start);
  }
}
