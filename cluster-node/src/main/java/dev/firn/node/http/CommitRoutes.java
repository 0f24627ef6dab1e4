package dev.firn.node.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firn.catalog.history.ListedSnapshot;
import dev.firn.node.http.Route.Access;
import dev.firn.node.security.Caller;
import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.CommitterStatus.OpenPlan;
import dev.firn.sharding.CommitterStatus.Phase;
import dev.firn.sharding.EventBuffers;
import dev.firn.sharding.LedgerRange;
import dev.firn.sharding.PlacedCommitter;
import dev.firn.sharding.RollbackAnswer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Query;
import org.jspecify.annotations.Nullable;

/** {@code /v1/commits}: how the committers stand, and an operator's word to them. */
final class CommitRoutes {
  private static final String PATH = "/v1/commits";
  private static final int RECENT = 20;
  private static final int LOOKED_AT = 200;

  private final EventBuffers buffers;
  private final NodeViews views;

  CommitRoutes(EventBuffers buffers, NodeViews views) {
    this.buffers = buffers;
    this.views = views;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", PATH, Access.OPERATOR, (request, headers, who) -> status()),
        new Route(
            "POST", PATH + "/resume", Access.OPERATOR, (request, headers, who) -> resume(who)),
        new Route(
            "POST",
            PATH + "/accept-rollback",
            Access.OPERATOR,
            (request, headers, who) -> acceptRollback(request, who)));
  }

  private CompletionStage<HttpResponse> status() {
    return buffers
        .placedCommitters()
        .thenCombine(
            recent().exceptionally(failure -> List.of()),
            (committers, recent) ->
                Listings.object(200, committers, (out, list) -> write(out, list, recent)));
  }

  /** The newest commits of the ledger, as far as other writers leave them among the newest. */
  private CompletionStage<List<ListedSnapshot>> recent() {
    return views
        .history()
        .snapshots(LOOKED_AT, Long.MAX_VALUE)
        .thenApply(
            page ->
                page.snapshots().stream()
                    .filter(snapshot -> !snapshot.ledgerMarker().isEmpty())
                    .limit(RECENT)
                    .toList());
  }

  private CompletionStage<HttpResponse> resume(Caller who) {
    return buffers
        .committers()
        .thenCompose(
            committers ->
                all(
                    committers.stream()
                        .filter(one -> isStuck(one.phase()))
                        .map(one -> resume(who, one.tableUuid()))
                        .toList()))
        .thenApply(this::resumed);
  }

  private CompletionStage<CommitterStatus> resume(Caller who, String table) {
    return OperationsLog.change(
        who,
        "resume-commits",
        table,
        () -> buffers.resumeCommitter(table),
        status -> word(status.phase()));
  }

  private static boolean isStuck(Phase phase) {
    return phase == Phase.PARKED || phase == Phase.UNDECIDED;
  }

  private HttpResponse resumed(List<CommitterStatus> committers) {
    return Listings.object(
        200,
        committers,
        (out, list) -> {
          out.writeNumberField("resumed", list.size());
          Listings.array(out, "committers", list, this::write);
        });
  }

  private CompletionStage<HttpResponse> acceptRollback(HttpRequest request, Caller who) {
    Query query = request.getUri().query();
    Optional<String> table = query.get("table");
    Optional<Long> from = query.get("from").flatMap(CommitRoutes::number);
    Optional<Long> through = query.get("through").flatMap(CommitRoutes::number);
    if (table.isEmpty() || from.isEmpty() || through.isEmpty() || from.get() > through.get()) {
      return Answers.now(
          Answers.problem(
              Problem.of(
                  ErrorCategory.UNREADABLE,
                  "unreadable-query",
                  "Expected ?table=UUID&from=L&through=L with ledger numbers")));
    }
    return OperationsLog.change(
        who,
        "accept-rollback",
        table.get() + " ledger " + from.get() + " to " + through.get(),
        () ->
            buffers
                .acceptRollback(table.get(), from.get(), through.get())
                .thenApply(this::accepted));
  }

  private HttpResponse accepted(RollbackAnswer answer) {
    if (answer instanceof RollbackAnswer.Accepted accepted) {
      return Listings.object(200, accepted, this::write);
    } else if (answer instanceof RollbackAnswer.Refused refused) {
      return Answers.problem(
          Problem.of(ErrorCategory.NOT_FOUND, "rollback-not-accepted", refused.reason()));
    }
    throw new IllegalStateException("An answer nobody expected: " + answer);
  }

  private void write(JsonGenerator out, RollbackAnswer.Accepted answer) throws IOException {
    write(out, answer.status());
    out.writeArrayFieldStart("accepted");
    for (LedgerRange range : answer.ledgers()) {
      out.writeStartObject();
      out.writeNumberField("from", range.from());
      out.writeNumberField("through", range.through());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static String word(Phase phase) {
    return phase.name().toLowerCase(Locale.ROOT);
  }

  private static Optional<Long> number(String text) {
    return text.matches("[0-9]{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
  }

  private static <T> CompletionStage<List<T>> all(List<CompletionStage<T>> stages) {
    List<CompletableFuture<T>> futures = new ArrayList<>();
    stages.forEach(stage -> futures.add(stage.toCompletableFuture()));
    return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
        .thenApply(done -> futures.stream().map(CompletableFuture::join).toList());
  }

  private void write(
      JsonGenerator out, List<PlacedCommitter> committers, List<ListedSnapshot> recent)
      throws IOException {
    Listings.array(out, "committers", committers, this::write);
    Listings.array(out, "recent", recent, CommitRoutes::write);
  }

  private void write(JsonGenerator out, PlacedCommitter committer) throws IOException {
    write(out, committer.status(), committer.node());
  }

  private void write(JsonGenerator out, CommitterStatus committer) throws IOException {
    write(out, committer, null);
  }

  private void write(JsonGenerator out, CommitterStatus committer, @Nullable String node)
      throws IOException {
    out.writeStringField("table", committer.tableUuid());
    out.writeStringField("name", views.tableNames().get(committer.tableUuid()));
    out.writeStringField("node", node);
    out.writeStringField("phase", word(committer.phase()));
    out.writeNumberField("ledger", committer.ledger());
    out.writeStringField("snapshot", Long.toString(committer.snapshotId()));
    out.writeStringField("trouble", committer.trouble().orElse(null));
    out.writeStringField(
        "troubleSince", committer.troubleSince().map(Object::toString).orElse(null));
    out.writeNumberField("pendingFiles", committer.pendingFiles());
    out.writeNumberField("pendingRows", committer.pendingRows());
    out.writeNumberField("settling", committer.settlingLedgers());
    out.writeNumberField("lost", committer.lostLedgers());
    out.writeNumberField("readdedFiles", committer.readdedFiles());
    if (committer.plan().isPresent()) {
      out.writeObjectFieldStart("open");
      write(out, committer.plan().get());
      out.writeEndObject();
    }
  }

  private static void write(JsonGenerator out, OpenPlan plan) throws IOException {
    out.writeNumberField("ledger", plan.ledger());
    out.writeStringField("commitId", plan.commitId());
    out.writeNumberField("files", plan.files());
    out.writeNumberField("rows", plan.rows());
    out.writeNumberField("again", plan.again());
    out.writeNumberField("attempts", plan.attempts());
    out.writeStringField("since", plan.since().toString());
  }

  private static void write(JsonGenerator out, ListedSnapshot commit) throws IOException {
    String marker = commit.ledgerMarker();
    out.writeStringField("ledger", marker.substring(0, Math.max(0, marker.indexOf(':'))));
    out.writeStringField("snapshot", Long.toString(commit.id()));
    out.writeStringField("committed", commit.committedAt().toString());
    out.writeNumberField("addedFiles", commit.added().files());
    out.writeNumberField("addedRows", commit.added().rows());
    out.writeNumberField("totalRows", commit.total().rows());
  }
}
