package dev.firn.node;

import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.CommitterStatus.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What trouble with commits means for the readiness of a node. Events are acknowledged as safely as
 * ever while a commit is parked or undecided: they are durable in the journal. Turning every node
 * away at once, because all share the committer, would make an outage of it. So it is a warning,
 * and becomes a reason not to be ready only when it lasts and the node's journal is nearly full:
 * then this node is about to refuse events, and another may have room.
 */
final class CommitHealth {
  /** Of the journal's budget. */
  static final double NEARLY_FULL = 0.9;

  private final Duration alarmAfter;

  CommitHealth(Duration alarmAfter) {
    this.alarmAfter = alarmAfter;
  }

  /** One sentence on what is wrong with commits. */
  Optional<String> warning(List<CommitterStatus> committers, Instant now) {
    String sentences =
        committers.stream()
            .filter(status -> isWorthTelling(status, now))
            .map(CommitHealth::sentence)
            .collect(Collectors.joining("; "));
    return sentences.isEmpty() ? Optional.empty() : Optional.of(sentences);
  }

  /**
   * Why the node should not be sent events.
   *
   * @param journalUse part of the journal's budget that is used
   */
  Optional<String> trouble(List<CommitterStatus> committers, double journalUse, Instant now) {
    if (journalUse < NEARLY_FULL) {
      return Optional.empty();
    }
    return warning(committers.stream().filter(status -> lasts(status, now)).toList(), now)
        .map(reason -> "the journal is nearly full, because " + reason);
  }

  private boolean isWorthTelling(CommitterStatus status, Instant now) {
    return status.phase() == Phase.PARKED
        || status.phase() == Phase.UNREACHABLE
        || (status.phase() == Phase.UNDECIDED && lasts(status, now));
  }

  private boolean lasts(CommitterStatus status, Instant now) {
    return status.troubleSince().filter(since -> !since.plus(alarmAfter).isAfter(now)).isPresent();
  }

  private static String sentence(CommitterStatus status) {
    String what =
        switch (status.phase()) {
          case PARKED -> "commits are parked until an operator has looked";
          case UNREACHABLE -> "the committer does not answer";
          default ->
              status.plan().isPresent()
                  ? "it is undecided whether a commit has landed"
                  : "commits wait";
        };
    return "table "
        + status.tableUuid()
        + ": "
        + what
        + status.trouble().map(reason -> " (" + reason + ")").orElse("");
  }
}
