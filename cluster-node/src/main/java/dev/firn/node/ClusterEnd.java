package dev.firn.node;

import java.util.Optional;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.CoordinatedShutdown.Reason;
import org.apache.pekko.actor.typed.ActorSystem;

/** Why a node stopped that nobody had stopped: its cluster would not have it any more, or ever. */
final class ClusterEnd {
  /** While this node was not heard of, another process has taken its name. */
  static final Reason NAME_TAKEN = new NameTaken();

  private ClusterEnd() {}

  private static final class NameTaken implements Reason {
    @Override
    public String toString() {
      return "another process has taken the name of this node, which was not heard of for a while";
    }
  }

  /** In a sentence; nothing where the node was stopped from outside, or runs. */
  static Optional<String> sentence(ActorSystem<?> system) {
    return CoordinatedShutdown.get(system).getShutdownReason().flatMap(ClusterEnd::sentence);
  }

  private static Optional<String> sentence(Reason reason) {
    if (reason.equals(CoordinatedShutdown.clusterDowningReason())) {
      return Optional.of(
          "the cluster has removed this node, which it could not reach; started again, it joins anew");
    }
    if (reason.equals(NAME_TAKEN)) {
      return Optional.of(NAME_TAKEN.toString());
    }
    if (reason.equals(CoordinatedShutdown.clusterJoinUnsuccessfulReason())) {
      return Optional.of(
          "no seed node of firn.cluster.seed-nodes has let this node in: none answers, or they and"
              + " this node refuse each other's certificates");
    }
    return reason.equals(CoordinatedShutdown.incompatibleConfigurationDetectedReason())
        ? Optional.of(
            "the cluster has other settings than this node, such as another firn.secret-file or"
                + " another number of shards; the log says which")
        : Optional.empty();
  }
}
