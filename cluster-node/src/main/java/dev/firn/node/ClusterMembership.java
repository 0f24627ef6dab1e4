package dev.firn.node;

import dev.firn.journal.JournalUnavailableException;
import dev.firn.journal.postgres.NodeRegister;
import dev.firn.journal.postgres.NodeRegister.Entry;
import dev.firn.sharding.placement.NodeNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.apache.pekko.cluster.typed.SelfUp;
import org.apache.pekko.cluster.typed.Subscribe;

/** This node's place in its cluster. Without seed nodes it is a cluster of its own. */
final class ClusterMembership {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  /** Then the rows of processes that are gone tell so. */
  private static final Duration OTHERS_GROW_OLD = NodeRegister.GONE_AFTER.plusSeconds(1);

  private final Cluster cluster;

  private ClusterMembership(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Joins; the stage completes when the node is up, and fails where the cluster will not have it.
   *
   * @param seedNodes as {@code host:port}; the first one founds the cluster where there is none
   * @param registered in the journal that nodes share; without that there is no other node
   * @param threads that may wait
   */
  static CompletionStage<Void> join(
      ActorSystem<?> system,
      List<String> seedNodes,
      Optional<Registered> registered,
      Executor threads) {
    CompletableFuture<Void> up = whenUp(system);
    Cluster cluster = Cluster.get(system);
    String self = NodeNames.of(cluster.selfMember().address());
    Optional<NodeRegister> register = registered.map(Registered::nodes);
    Founding founding = new Founding(registered.map(Registered::name).orElse(self));
    boolean isAlone = seedNodes.isEmpty() || seedNodes.equals(List.of(self));
    if (isAlone && register.isEmpty()) {
      cluster.manager().tell(Join.create(cluster.selfMember().address()));
    } else if (seedNodes.isEmpty()) {
      threads.execute(() -> foundAlone(cluster, founding, register, up));
    } else if (!seedNodes.get(0).equals(self)) {
      cluster.manager().tell(new JoinSeedNodes(addresses(seedNodes)));
    } else {
      List<String> others = seedNodes.stream().filter(seed -> !seed.equals(self)).toList();
      if (!others.isEmpty()) {
        cluster.manager().tell(new JoinSeedNodes(addresses(others)));
      }
      threads.execute(() -> found(cluster, founding, register, up));
    }
    return up;
  }

  /**
   * What tells of nodes that cannot be reached.
   *
   * @param name of this node there
   */
  record Registered(NodeRegister nodes, String name) {}

  private static CompletableFuture<Void> whenUp(ActorSystem<?> system) {
    CompletableFuture<Void> up = new CompletableFuture<>();
    ActorRef<SelfUp> listener = system.systemActorOf(listening(up), "firn-up", Props.empty());
    Cluster.get(system).subscriptions().tell(Subscribe.create(listener, SelfUp.class));
    system
        .getWhenTerminated()
        .thenRun(
            () ->
                up.completeExceptionally(
                    ClusterEnd.sentence(system)
                        .<Exception>map(IllegalArgumentException::new)
                        .orElseGet(
                            () ->
                                new IllegalStateException(
                                    "The node was stopped before it was in its cluster"))));
    return up;
  }

  private static Behavior<SelfUp> listening(CompletableFuture<Void> up) {
    return Behaviors.receiveMessage(
        event -> {
          up.complete(null);
          return Behaviors.stopped();
        });
  }

  private static List<Address> addresses(List<String> nodes) {
    List<Address> addresses = new ArrayList<>();
    nodes.forEach(node -> addresses.add(AddressFromURIString.parse("pekko://firn@" + node)));
    return addresses;
  }

  /** Pekko's own way would be to wait for the other seed nodes' answers, and to found without. */
  private static void found(
      Cluster cluster,
      Founding founding,
      Optional<NodeRegister> register,
      CompletableFuture<?> up) {
    List<String> asked = List.of();
    while (!up.isDone()) {
      Optional<List<Entry>> entries = look(register);
      if (entries.isPresent() && founding.mayFound(entries.get(), System.nanoTime())) {
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        return;
      }
      // A list of seed nodes that names this one alone tells nothing of those that have joined it.
      List<String> members = entries.map(founding::membersThere).orElse(List.of());
      if (!members.isEmpty() && !members.equals(asked)) {
        asked = members;
        cluster.manager().tell(new JoinSeedNodes(addresses(members)));
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
  }

  /**
   * Without seed nodes there is nobody to join. Where the journal is that of a cluster, this node
   * would be a second one on it.
   */
  private static void foundAlone(
      Cluster cluster,
      Founding founding,
      Optional<NodeRegister> register,
      CompletableFuture<?> up) {
    long patienceEnds = System.nanoTime() + OTHERS_GROW_OLD.toNanos();
    while (!up.isDone()) {
      Optional<List<Entry>> entries = look(register);
      if (entries.isPresent() && founding.mayFound(entries.get(), System.nanoTime())) {
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        return;
      }
      List<String> members = entries.map(founding::membersThere).orElse(List.of());
      if (!members.isEmpty() && System.nanoTime() - patienceEnds > 0) {
        up.completeExceptionally(new IllegalArgumentException(usedBy(members)));
        return;
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
  }

  private static String usedBy(List<String> members) {
    return "the journal is that of a cluster that runs, of "
        + String.join(", ", members)
        + ": give this node its seed nodes (firn.cluster.seed-nodes), or a journal of its own"
        + " (firn.journal.postgres.schema)";
  }

  /**
   * What the register has; nothing where it cannot be told, and who does not know founds nothing.
   */
  private static Optional<List<Entry>> look(Optional<NodeRegister> register) {
    try {
      return Optional.of(register.map(NodeRegister::entries).orElse(List.of()));
    } catch (JournalUnavailableException e) {
      return Optional.empty();
    }
  }

  static ClusterMembership of(ActorSystem<?> system) {
    return new ClusterMembership(Cluster.get(system));
  }

  /** Whether this node is in a cluster, in whatever state. */
  static BooleanSupplier isMember(ActorSystem<?> system) {
    Cluster cluster = Cluster.get(system);
    return () -> !cluster.selfMember().status().equals(MemberStatus.removed());
  }

  /** Whether this node is the one of its cluster that does what one node does for all. */
  static BooleanSupplier leads(ActorSystem<?> system) {
    Cluster cluster = Cluster.get(system);
    return () -> cluster.selfMember().address().equals(cluster.state().getLeader());
  }

  /** Names of the nodes that are up and have a role, as far as this node knows. */
  static Supplier<Set<String>> upWithRole(ActorSystem<?> system, String role) {
    Cluster cluster = Cluster.get(system);
    return () -> {
      Set<String> names = new HashSet<>();
      for (Member member : cluster.state().getMembers()) {
        if (member.status().equals(MemberStatus.up()) && member.hasRole(role)) {
          names.add(NodeNames.of(member.address()));
        }
      }
      return names;
    };
  }

  /** Why this node takes no part; nothing where it does. */
  Optional<String> trouble() {
    MemberStatus status = cluster.selfMember().status();
    return status.equals(MemberStatus.up())
        ? Optional.empty()
        : Optional.of("This node is " + word(status) + " in its cluster");
  }

  private static String word(MemberStatus status) {
    return status.toString().toLowerCase(Locale.ROOT);
  }
}
