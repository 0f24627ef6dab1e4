package dev.firn.node.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firn.catalog.rejected.RejectedFilter;
import dev.firn.events.DeadLetter;
import dev.firn.events.DeadLetter.Row;
import dev.firn.node.http.Route.Access;
import dev.firn.node.rejected.ListedLetter;
import dev.firn.node.rejected.RedriveReport;
import dev.firn.node.rejected.RedriveTally;
import dev.firn.node.rejected.RejectedLetters;
import dev.firn.node.security.Caller;
import dev.firn.sharding.EventBuffers;
import dev.firn.sharding.PartitionStatus;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Query;
import org.apache.pekko.japi.Pair;
import org.jspecify.annotations.Nullable;

/** {@code /v1/rejected}: dead letters, looked at and driven again. */
final class RejectedRoutes {
  private static final String LIST = "/v1/rejected";
  private static final String REDRIVE = "/v1/rejected/redrive";
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
  private static final int USUAL_LIMIT = 100;
  private static final int LARGEST_LIMIT = 10_000;
  private static final Set<String> PARAMETERS =
      Set.of("type", "tenant", "reason", "from", "until", "to", "id", "limit");

  private final Supplier<RejectedLetters> letters;
  private final EventBuffers buffers;

  /**
   * @param buffers know of those on their way to the table
   */
  RejectedRoutes(Supplier<RejectedLetters> letters, EventBuffers buffers) {
    this.letters = letters;
    this.buffers = buffers;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", LIST, Access.OPERATOR, (request, headers, who) -> list(request)),
        new Route(
            "POST", REDRIVE, Access.OPERATOR, (request, headers, who) -> redrive(request, who)),
        new Route(
            "GET", REDRIVE + "/", Access.OPERATOR, (request, headers, who) -> report(request)));
  }

  private CompletionStage<HttpResponse> list(HttpRequest request) {
    try {
      Query query = request.getUri().query();
      RejectedFilter filter = filter(query);
      int limit = limit(query);
      // Asked before the table: what goes there in between is told twice rather than not at all.
      return waiting(query.get("type"))
          .thenCompose(
              waiting ->
                  letters.get().list(filter, limit).thenApply(listed -> listing(listed, waiting)))
          .exceptionally(failure -> Answers.problem(Problems.of(failure)));
    } catch (IllegalArgumentException e) {
      return Answers.now(unreadable(e));
    }
  }

  /** Dead letters that are not in their table yet; of their filter only the type is known. */
  private CompletionStage<Long> waiting(Optional<String> type) {
    return buffers
        .rejectedPartitions()
        .thenApply(
            partitions ->
                partitions.stream()
                    .filter(one -> type.isEmpty() || type.get().equals(one.type()))
                    .mapToLong(PartitionStatus::rows)
                    .sum());
  }

  private CompletionStage<HttpResponse> redrive(HttpRequest request, Caller who) {
    try {
      RejectedFilter filter = filter(request.getUri().query());
      return OperationsLog.change(who, "redrive", filter.toString(), () -> redrive(filter));
    } catch (IllegalArgumentException e) {
      return Answers.now(unreadable(e));
    }
  }

  private CompletionStage<HttpResponse> redrive(RejectedFilter filter) {
    return letters
        .get()
        .redrive(filter)
        .thenApply(begun -> begun.map(report -> answer(202, report)).orElseGet(this::busy))
        .exceptionally(failure -> Answers.problem(Problems.of(failure)));
  }

  private HttpResponse busy() {
    return Answers.problem(
        Problem.of(
                ErrorCategory.OVERLOAD,
                "redrive-running",
                "This node is redriving already; wait for its end")
            .retryAfter(RETRY_AFTER));
  }

  private CompletionStage<HttpResponse> report(HttpRequest request) {
    String id = request.getUri().path().substring(REDRIVE.length() + 1);
    return Answers.now(
        letters
            .get()
            .report(id)
            .map(report -> answer(200, report))
            .orElseGet(
                () ->
                    Answers.problem(
                        Problem.of(
                            ErrorCategory.NOT_FOUND,
                            "redrive-unknown",
                            "This node does not know of that redrive: it was begun on another"
                                + " node, or before this one was started again, or a later one"
                                + " has been begun. It may have driven all, some or none; to"
                                + " begin anew is safe"))));
  }

  // --- what is asked

  private static RejectedFilter filter(Query query) {
    Set<String> ids = new HashSet<>();
    for (Pair<String, String> parameter : query.toList()) {
      if (!PARAMETERS.contains(parameter.first())) {
        throw new IllegalArgumentException(
            "Expected parameters among "
                + String.join(", ", new TreeSet<>(PARAMETERS))
                + ", found "
                + parameter.first());
      }
      if (parameter.first().equals("id")) {
        ids.add(parameter.second());
      }
    }
    return new RejectedFilter(
        query.get("type").orElse(null),
        query.get("tenant").orElse(null),
        query.get("reason").orElse(null),
        time(query.get("from")),
        time(query.get("until").or(() -> query.get("to"))),
        ids);
  }

  private static @Nullable Instant time(Optional<String> text) {
    try {
      return text.map(Instant::parse).orElse(null);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "Expected a time as 2026-11-22T09:00:00Z, found " + text.orElse(""), e);
    }
  }

  private static int limit(Query query) {
    String text = query.get("limit").orElse(Integer.toString(USUAL_LIMIT));
    int limit = text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > LARGEST_LIMIT) {
      throw new IllegalArgumentException(
          "Expected a limit from 1 to " + LARGEST_LIMIT + ", found " + text);
    }
    return limit;
  }

  private static HttpResponse unreadable(IllegalArgumentException cause) {
    return Answers.problem(
        Problem.of(ErrorCategory.UNREADABLE, "parameters", String.valueOf(cause.getMessage())));
  }

  // --- what is answered

  private static HttpResponse listing(List<ListedLetter> list, long waiting) {
    return Answers.json(
        200,
        out -> {
          out.writeStartObject();
          out.writeArrayFieldStart("rejected");
          for (ListedLetter listed : list) {
            write(out, listed);
          }
          out.writeEndArray();
          out.writeNumberField("waiting", waiting);
          out.writeEndObject();
        });
  }

  private static void write(JsonGenerator out, ListedLetter listed) throws IOException {
    DeadLetter letter = listed.letter();
    out.writeStartObject();
    out.writeStringField("id", letter.id());
    out.writeStringField("source", letter.source());
    out.writeStringField("type", letter.partition().type());
    out.writeStringField(
        "time", Instant.EPOCH.plus(letter.timeMicros(), ChronoUnit.MICROS).toString());
    out.writeStringField("tenant", letter.origin().tenant());
    out.writeStringField("reason", letter.cause().reason());
    out.writeStringField("detail", letter.cause().detail());
    out.writeStringField("state", listed.isWritten() ? "written" : "rejected");
    out.writeStringField("writer", letter.place().writer());
    out.writeNumberField("append", letter.place().append());
    out.writeNumberField("index", letter.place().index());
    out.writeStringField("event", letter.json());
    out.writeStringField("row", letter.original() instanceof Row row ? row.base64() : null);
    out.writeEndObject();
  }

  private static HttpResponse answer(int status, RedriveReport report) {
    return Answers.json(
        status,
        out -> {
          out.writeStartObject();
          out.writeStringField("redrive", report.id());
          out.writeStringField("state", report.state().name().toLowerCase(Locale.ROOT));
          write(out, report.tally());
          out.writeStringField("detail", report.detail());
          out.writeEndObject();
        });
  }

  private static void write(JsonGenerator out, RedriveTally tally) throws IOException {
    out.writeNumberField("read", tally.read());
    out.writeNumberField("written", tally.written());
    out.writeNumberField("accepted", tally.accepted());
    out.writeNumberField("duplicates", tally.duplicates());
    out.writeNumberField("refused", tally.refused());
    out.writeNumberField("unreadable", tally.unreadable());
    out.writeNumberField("committed", tally.committed());
    out.writeNumberField("rejectedAgain", tally.rejectedAgain());
    out.writeNumberField("pending", tally.pending());
  }
}
