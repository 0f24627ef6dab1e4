package dev.firn.sharding.cluster;

import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.PlacedCommitter;
import dev.firn.sharding.commit.CommitterProtocol.Command;
import dev.firn.sharding.commit.CommitterProtocol.Describe;
import dev.firn.sharding.commit.TableCommitter;
import dev.firn.sharding.placement.NodeNames;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.japi.function.Function;
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
    List<CompletableFuture<Answer>> answers =
        committers.stream()
            .map(
                committer ->
                    ask(committer, Describe::new)
                        .thenApply(status -> new Answer(status, committer))
                        .toCompletableFuture())
            .toList();
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                answers.stream()
                    .map(CompletableFuture::join)
                    .sorted(Comparator.comparing(answer -> answer.status().tableUuid()))
                    .toList());
  }

  private static boolean isOwn(ActorRef<?> ref) {
    return ref.path().address().hasLocalScope();
  }

  private String nodeOf(ActorRef<?> ref) {
    return NodeNames.of(
        isOwn(ref) ? Cluster.get(system).selfMember().address() : ref.path().address());
  }

  private CompletionStage<CommitterStatus> ask(
      ActorRef<Command> committer, Function<ActorRef<CommitterStatus>, Command> question) {
    String name = committer.path().name();
    Instant asked = Instant.now();
    return AskPattern.ask(committer, question, timeout, system.scheduler())
        .thenApply(
            status -> {
              silentSince.remove(name);
              return status;
            })
        .exceptionally(failure -> silent(name, asked));
  }

  /** It recovers again and again, or its node is cut off. */
  private CommitterStatus silent(String name, Instant asked) {
    String reason =
        "no answer within " + timeout.toSeconds() + " s; the log of its node says what it is at";
    return CommitterStatus.unreachable(
        name, reason, Optional.of(silentSince.computeIfAbsent(name, first -> asked)));
  }
}
