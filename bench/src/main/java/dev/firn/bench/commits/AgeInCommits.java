package dev.firn.bench.commits;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A clock by which a snapshot is as old as it is to be kept once so many commits came after it:
 * thousands of commits in minutes are to leave what they would leave at one every few seconds.
 */
final class AgeInCommits extends Clock {
  private final int commits;
  private final Duration age;
  private final Deque<Instant> newest = new ArrayDeque<>();

  AgeInCommits(int commits, Duration age) {
    this.commits = commits;
    this.age = age;
  }

  synchronized void committed(Instant at) {
    newest.addLast(at);
    if (newest.size() > commits) {
      newest.removeFirst();
    }
  }

  @Override
  public synchronized Instant instant() {
    Instant oldest = newest.size() < commits ? Instant.EPOCH : newest.getFirst();
    return oldest.plus(age);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
