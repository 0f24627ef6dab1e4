package dev.firn.sharding.nodes;

import dev.firn.sharding.PartitionStatus;
import dev.firn.sharding.Portable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/** The partitions that are awake, on whichever node they are. */
public final class AwakeLists {
  private static final ServiceKey<Ask> SERVICE = ServiceKey.create(Ask.class, "firn-awake-lists");

  private final ActorSystem<?> system;
  private final Map<String, Supplier<List<PartitionStatus>>> own;
  private final Duration timeout;

  /**
   * What is awake there?
   *
   * @param kind of partitions
   */
  public record Ask(String kind, ActorRef<Listed> replyTo) implements Portable {}

  /** Answer to {@link Ask}. */
  public record Listed(List<PartitionStatus> partitions) implements Portable {
    public Listed {
      partitions = List.copyOf(partitions);
    }
  }

  private AwakeLists(
      ActorSystem<?> system, Map<String, Supplier<List<PartitionStatus>>> own, Duration timeout) {
    this.system = system;
    this.own = Map.copyOf(own);
    this.timeout = timeout;
  }

  /**
   * Begins to answer other nodes.
   *
   * @param own what is awake on this node, by kind, cheaply
   * @param timeout how long an answer of another node is waited for
   */
  public static AwakeLists share(
      ActorSystem<?> system, Map<String, Supplier<List<PartitionStatus>>> own, Duration timeout) {
    AwakeLists lists = new AwakeLists(system, own, timeout);
    ActorRef<Ask> answering =
        system.systemActorOf(lists.answering(), "firn-awake-lists", Props.empty());
    system.receptionist().tell(Receptionist.register(SERVICE, answering));
    return lists;
  }

  private Behavior<Ask> answering() {
    return Behaviors.receiveMessage(
        ask -> {
          ask.replyTo().tell(new Listed(here(ask.kind())));
          return Behaviors.same();
        });
  }

  private List<PartitionStatus> here(String kind) {
    Supplier<List<PartitionStatus>> list = own.get(kind);
    return list == null ? List.of() : list.get();
  }

  /** In the order of their ids; those of nodes that do not answer are missing. Never fails. */
  public CompletionStage<List<PartitionStatus>> of(String kind) {
    CompletionStage<Receptionist.Listing> listing =
        AskPattern.ask(
            system.receptionist(),
            (ActorRef<Receptionist.Listing> replyTo) -> Receptionist.find(SERVICE, replyTo),
            timeout,
            system.scheduler());
    return listing
        .thenCompose(found -> others(kind, found.getServiceInstances(SERVICE)))
        .exceptionally(failure -> List.of())
        .thenApply(others -> withOwn(kind, others));
  }

  private CompletionStage<List<PartitionStatus>> others(String kind, Set<ActorRef<Ask>> nodes) {
    List<CompletableFuture<Listed>> answers = new ArrayList<>();
    for (ActorRef<Ask> node : nodes) {
      if (!node.path().address().hasLocalScope()) {
        answers.add(ask(kind, node).toCompletableFuture());
      }
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                answers.stream().flatMap(answer -> answer.join().partitions().stream()).toList());
  }

  private CompletionStage<Listed> ask(String kind, ActorRef<Ask> node) {
    return AskPattern.ask(
            node, (ActorRef<Listed> replyTo) -> new Ask(kind, replyTo), timeout, system.scheduler())
        .exceptionally(failure -> new Listed(List.of()));
  }

  private List<PartitionStatus> withOwn(String kind, List<PartitionStatus> others) {
    List<PartitionStatus> all = new ArrayList<>(here(kind));
    all.addAll(others);
    all.sort(Comparator.comparing(PartitionStatus::partition));
    return all;
  }
}
