package dev.firn.sharding.cluster;

import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.PlacedCommitter;
import dev.firn.sharding.commit.CommitterProtocol.Command;
import dev.firn.sharding.commit.CommitterProtocol.Describe;
import dev.firn.sharding.commit.TableCommitter;
import dev.firn.sharding.placement.NodeNames;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.pattern.Patterns;

/**
 * Finds the committers of a cluster and asks them how they stand; keeps the last answers for those
 * who cannot wait for new ones.
 */
public final class Committers {
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(3);
  private static final Duration FIND_AGAIN = Duration.ofMillis(100);

  private final ActorSystem<?> system;
  private final Duration timeout;
  private final long begun = System.nanoTime();
  private volatile List<CommitterStatus> last = List.of();
  private volatile List<CommitterStatus> own = List.of();
  private final Map<String, Instant> silentSince = new ConcurrentHashMap<>();

  private record Answer(CommitterStatus status, ActorRef<?> committer) {
    boolean isOwn() {
      return Committers.isOwn(committer);
    }
  }

  private Committers(ActorSystem<?> system, Duration timeout) {
    this.system = system;
    this.timeout = timeout;
  }

  static Committers watch(ActorSystem<?> system, Duration timeout) {
    Committers committers = new Committers(system, timeout);
    system
        .scheduler()
        .scheduleWithFixedDelay(
            LOOK_AGAIN, LOOK_AGAIN, committers::describe, system.executionContext());
    return committers;
  }

  /** As of a few seconds ago. */
  public List<CommitterStatus> last() {
    return last;
  }

  /** Those of this node, as of a few seconds ago. */
  public List<CommitterStatus> own() {
    return own;
  }

  CompletionStage<List<PlacedCommitter>> describe() {
    CompletionStage<Receptionist.Listing> listing =
        AskPattern.ask(
            system.receptionist(),
            (ActorRef<Receptionist.Listing> replyTo) ->
                Receptionist.find(TableCommitter.SERVICE, replyTo),
            timeout,
            system.scheduler());
    return listing
        .thenCompose(found -> all(found.getAllServiceInstances(TableCommitter.SERVICE)))
        .thenApply(this::remember);
  }

  /**
   * Whether a table has a committer. Right after the node's start those there are may not have been
   * started, or found, yet: then they are waited for.
   */
  CompletionStage<Boolean> isKnown(String tableUuid) {
    return describe()
        .thenCompose(
            all -> {
              boolean isThere =
                  all.stream().anyMatch(one -> one.status().tableUuid().equals(tableUuid));
              return isThere || System.nanoTime() - begun > timeout.toNanos() / 2
                  ? CompletableFuture.completedFuture(isThere)
                  : Patterns.after(FIND_AGAIN, system, () -> isKnown(tableUuid));
            });
  }

  private List<PlacedCommitter> remember(List<Answer> answers) {
    own = answers.stream().filter(Answer::isOwn).map(Answer::status).toList();
    last = answers.stream().map(Answer::status).toList();
    return answers.stream()
        .map(answer -> new PlacedCommitter(answer.status(), nodeOf(answer.committer())))
        .toList();
  }

  private CompletionStage<List<Answer>> all(Set<ActorRef<Command>> committers) {
    Map<String, List<ActorRef<Command>>> byName =
        committers.stream()
            .collect(
                Collectors.groupingBy(ref -> ref.path().name(), TreeMap::new, Collectors.toList()));
    List<CompletableFuture<Answer>> answers =
        byName.entrySet().stream().map(one -> ask(one.getKey(), one.getValue())).toList();
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
  }

  private static boolean isOwn(ActorRef<?> ref) {
    return ref.path().address().hasLocalScope();
  }

  private String nodeOf(ActorRef<?> ref) {
    return NodeNames.of(
        isOwn(ref) ? Cluster.get(system).selfMember().address() : ref.path().address());
  }

  /**
   * One that has moved is found at both places for a while: who answers first is it.
   *
   * @param name the table's
   */
  private CompletableFuture<Answer> ask(String name, List<ActorRef<Command>> places) {
    Instant asked = Instant.now();
    CompletableFuture<Answer> first = new CompletableFuture<>();
    CompletableFuture<?>[] all =
        places.stream()
            .map(
                place ->
                    AskPattern.ask(place, Describe::new, timeout, system.scheduler())
                        .thenAccept(status -> answered(name, new Answer(status, place), first))
                        .toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture<Void> unused =
        CompletableFuture.allOf(all)
            .whenComplete(
                (done, failure) -> {
                  if (!first.isDone()) {
                    first.complete(new Answer(silent(name, asked), places.get(0)));
                  }
                });
    return first;
  }

  private void answered(String name, Answer answer, CompletableFuture<Answer> first) {
    silentSince.remove(name);
    first.complete(answer);
  }

  /** It recovers again and again, or its node is cut off. */
  private CommitterStatus silent(String name, Instant asked) {
    String reason =
        "no answer within " + timeout.toSeconds() + " s; the log of its node says what it is at";
    return CommitterStatus.unreachable(
        name, reason, Optional.of(silentSince.computeIfAbsent(name, first -> asked)));
  }
}
