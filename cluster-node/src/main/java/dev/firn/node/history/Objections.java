package dev.firn.node.history;

import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.CommitterStatus.Phase;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Why a table must not be set back now. Its committer has to be able to tell what it finds missing
 * afterwards: not while it does not know what is in the table, nor while it brings back what
 * somebody else has taken out, of which no history tells any more.
 */
final class Objections {
  private static final Set<Phase> IN_DOUBT =
      Set.of(Phase.PARKED, Phase.UNDECIDED, Phase.UNREACHABLE);

  private Objections() {}

  static Optional<String> of(List<CommitterStatus> committers, String tableUuid) {
    return committers.stream()
        .filter(committer -> committer.tableUuid().equals(tableUuid))
        .flatMap(committer -> of(committer).stream())
        .findFirst();
  }

  private static Optional<String> of(CommitterStatus committer) {
    if (IN_DOUBT.contains(committer.phase())) {
      return Optional.of(
          "The table's committer is in trouble, and a rollback would make it worse: "
              + committer.trouble().orElse("it does not say which")
              + "; firn ctl commits tells more");
    }
    return committer.lostLedgers() > 0
        ? Optional.of(
            committer.lostLedgers()
                + " commits that somebody has rolled back are being added again; wait until"
                + " firn ctl commits shows none, or accept that with firn ctl commits"
                + " accept-rollback")
        : Optional.empty();
  }
}
