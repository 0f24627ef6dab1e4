package dev.firn.node.http;

import dev.firn.catalog.history.AsOf;
import dev.firn.catalog.history.HistoryRefusedException;
import dev.firn.catalog.history.NoSuchPointException;
import dev.firn.events.DurationText;
import dev.firn.node.history.HistoryDesk;
import dev.firn.node.http.Route.Access;
import dev.firn.node.security.Caller;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Query;

/**
 * {@code /v1/snapshots}, {@code /v1/tags}, {@code /v1/diff} and {@code /v1/rollback}: the history
 * of the table of events. For operators alone: a snapshot counts the rows of all tenants.
 */
final class HistoryRoutes {
  private static final String SNAPSHOTS = "/v1/snapshots";
  private static final String TAGS = "/v1/tags";
  private static final int USUAL_SNAPSHOTS = 1_000;
  private static final int USUAL_PARTITIONS = 100;
  private static final int LARGEST_LIMIT = 10_000;

  private final Supplier<HistoryDesk> history;

  HistoryRoutes(Supplier<HistoryDesk> history) {
    this.history = history;
  }

  List<Route> routes() {
    return List.of(
        route("GET", SNAPSHOTS, (request, who) -> snapshots(request)),
        route("GET", TAGS, (request, who) -> tags()),
        route("POST", TAGS + "/", this::tag),
        route("DELETE", TAGS + "/", this::untag),
        route("GET", "/v1/diff", (request, who) -> diff(request)),
        route("POST", "/v1/rollback", this::rollback));
  }

  private interface Handler {
    CompletionStage<HttpResponse> handle(HttpRequest request, Caller who);
  }

  private static Route route(String method, String path, Handler handler) {
    return new Route(
        method,
        path,
        Access.OPERATOR,
        (request, headers, who) -> {
          try {
            return handler.handle(request, who).exceptionally(HistoryRoutes::problem);
          } catch (IllegalArgumentException e) {
            return Answers.now(problem(e));
          }
        });
  }

  private CompletionStage<HttpResponse> snapshots(HttpRequest request) {
    Query query = request.getUri().query();
    long before = number(query, "before").orElse(Long.MAX_VALUE);
    return history
        .get()
        .snapshots(limit(query, USUAL_SNAPSHOTS), before)
        .thenApply(page -> Listings.object(200, page, HistoryJson::write));
  }

  private CompletionStage<HttpResponse> tags() {
    return history
        .get()
        .tags()
        .thenApply(list -> Listings.listing("tags", list, HistoryJson::write));
  }

  private CompletionStage<HttpResponse> tag(HttpRequest request, Caller who) {
    Query query = request.getUri().query();
    String name = tagName(request);
    AsOf at = query.get("asOf").map(AsOf::parse).orElse(new AsOf.Current());
    Optional<Duration> keep = query.get("keep").map(HistoryRoutes::keep);
    return changing(
        who,
        "tag",
        name + " at " + at + keep.map(time -> " for " + time).orElse(""),
        () ->
            history
                .get()
                .tag(name, at, keep)
                .thenApply(tag -> Listings.object(200, tag, HistoryJson::write)));
  }

  private static Duration keep(String text) {
    Duration keep = DurationText.parse(text);
    if (keep.isZero()) {
      throw new IllegalArgumentException("A tag has to be kept for some time, not for " + text);
    }
    return keep;
  }

  private static String tagName(HttpRequest request) {
    List<String> words = PathWords.after(TAGS, request);
    if (words.size() != 1) {
      throw new IllegalArgumentException("Expected " + TAGS + "/{name}");
    }
    return words.get(0);
  }

  private CompletionStage<HttpResponse> untag(HttpRequest request, Caller who) {
    String name = tagName(request);
    return changing(
        who,
        "untag",
        name,
        () ->
            history
                .get()
                .untag(name)
                .thenApply(
                    done ->
                        Listings.object(
                            200, name, (out, tag) -> out.writeStringField("deleted", tag))));
  }

  private CompletionStage<HttpResponse> diff(HttpRequest request) {
    Query query = request.getUri().query();
    AsOf from = required(query, "from");
    AsOf to = query.get("to").map(AsOf::parse).orElse(new AsOf.Current());
    int limit = limit(query, USUAL_PARTITIONS);
    return history
        .get()
        .diff(from, to)
        .thenApply(
            diff ->
                Listings.object(200, diff, (out, value) -> HistoryJson.write(out, value, limit)));
  }

  private CompletionStage<HttpResponse> rollback(HttpRequest request, Caller who) {
    Query query = request.getUri().query();
    AsOf to = required(query, "to");
    OptionalLong through = number(query, "through");
    if (query.get("dryRun").filter("true"::equals).isPresent()) {
      return history
          .get()
          .rehearseRollback(to, through)
          .thenApply(preview -> Listings.object(200, preview, HistoryJson::write));
    }
    return changing(
        who,
        "rollback",
        to + (through.isPresent() ? " through " + through.getAsLong() : " from whatever is there"),
        () ->
            history
                .get()
                .rollBack(to, through)
                .thenApply(done -> Listings.object(200, done, HistoryJson::write)));
  }

  /** Told in the log with its outcome, which is the answer even where there is none to give. */
  private static CompletionStage<HttpResponse> changing(
      Caller who, String operation, String what, Supplier<CompletionStage<HttpResponse>> order) {
    return OperationsLog.change(
        who, operation, what, () -> order.get().exceptionally(HistoryRoutes::problem));
  }

  // --- what is asked

  private static AsOf required(Query query, String name) {
    return query
        .get(name)
        .map(AsOf::parse)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Expected ?" + name + "= with a snapshot, a tag or an instant"));
  }

  private static OptionalLong number(Query query, String name) {
    Optional<String> text = query.get(name);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(text.get()));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "Expected a number as " + name + ", found " + text.get(), e);
    }
  }

  private static int limit(Query query, int usual) {
    long limit = number(query, "limit").orElse(usual);
    if (limit < 1 || limit > LARGEST_LIMIT) {
      throw new IllegalArgumentException(
          "Expected a limit from 1 to " + LARGEST_LIMIT + ", found " + limit);
    }
    return (int) limit;
  }

  // --- what is answered

  private static HttpResponse problem(Throwable thrown) {
    Throwable failure = TableProblems.unwrapped(thrown);
    String text = String.valueOf(failure.getMessage());
    if (failure instanceof NoSuchPointException none) {
      String reason = none.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
      return Answers.problem(Problem.of(ErrorCategory.NOT_FOUND, reason, text));
    }
    if (failure instanceof HistoryRefusedException) {
      return Answers.problem(Problem.of(ErrorCategory.CONFLICT, "history-refused", text));
    }
    return Answers.problem(TableProblems.of(failure));
  }
}
