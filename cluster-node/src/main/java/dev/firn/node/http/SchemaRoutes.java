package dev.firn.node.http;

import dev.firn.catalog.evolution.NoSuchColumnException;
import dev.firn.catalog.evolution.SchemaChange;
import dev.firn.catalog.evolution.SchemaChange.Add;
import dev.firn.catalog.evolution.SchemaChange.Drop;
import dev.firn.catalog.evolution.SchemaChange.Rename;
import dev.firn.catalog.evolution.SchemaChange.Source;
import dev.firn.catalog.evolution.SchemaChange.Widen;
import dev.firn.catalog.evolution.SchemaRefusedException;
import dev.firn.catalog.evolution.TableSchema;
import dev.firn.catalog.promotion.JsonPath;
import dev.firn.node.http.Route.Access;
import dev.firn.node.schema.SchemaDesk;
import dev.firn.node.security.Caller;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.iceberg.types.Type.PrimitiveType;
import org.apache.iceberg.types.Types;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Query;

/** {@code /v1/schema}: the schema of the table of events. For operators alone. */
final class SchemaRoutes {
  private static final String SCHEMA = "/v1/schema";
  private static final String COLUMNS = SCHEMA + "/columns";
  private static final String USUAL_FIELDS = "50";

  private final Supplier<SchemaDesk> schema;

  SchemaRoutes(Supplier<SchemaDesk> schema) {
    this.schema = schema;
  }

  List<Route> routes() {
    return List.of(
        route("GET", SCHEMA, (request, who) -> show()),
        route("GET", SCHEMA + "/suggestions", (request, who) -> suggest(request)),
        route("POST", COLUMNS + "/", (request, who) -> change(request, who, posted(request))),
        route("DELETE", COLUMNS + "/", (request, who) -> change(request, who, drop(request))));
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
            return handler.handle(request, who).exceptionally(SchemaRoutes::problem);
          } catch (IllegalArgumentException e) {
            return Answers.now(problem(e));
          }
        });
  }

  private CompletionStage<HttpResponse> show() {
    return schema.get().schema().thenApply(SchemaRoutes::answer);
  }

  private CompletionStage<HttpResponse> suggest(HttpRequest request) {
    Query query = request.getUri().query();
    return schema
        .get()
        .suggest(query.get("from"), limit(query))
        .thenApply(found -> Listings.object(200, found, SchemaJson::write));
  }

  private CompletionStage<HttpResponse> change(
      HttpRequest request, Caller who, SchemaChange change) {
    if (isAsked(request.getUri().query(), "dryRun")) {
      return schema.get().rehearse(change).thenApply(SchemaRoutes::answer);
    }
    return OperationsLog.change(
        who,
        "schema",
        change.toString(),
        () ->
            schema
                .get()
                .change(change)
                .thenApply(SchemaRoutes::answer)
                .exceptionally(SchemaRoutes::problem));
  }

  // --- what is asked

  private static SchemaChange posted(HttpRequest request) {
    List<String> words = PathWords.after(COLUMNS, request);
    Query query = request.getUri().query();
    if (words.size() == 1) {
      return new Add(words.get(0), type(query), isAsked(query, "required"), source(query));
    }
    String what = words.size() == 2 ? words.get(1) : "";
    return switch (what) {
      case "rename" -> new Rename(words.get(0), required(query, "to"));
      case "widen" -> new Widen(words.get(0), type(query));
      default ->
          throw new IllegalArgumentException(
              "Expected " + COLUMNS + "/{name}, …/{name}/rename or …/{name}/widen");
    };
  }

  private static SchemaChange drop(HttpRequest request) {
    List<String> words = PathWords.after(COLUMNS, request);
    if (words.size() != 1) {
      throw new IllegalArgumentException("Expected " + COLUMNS + "/{name}");
    }
    return new Drop(words.get(0));
  }

  private static PrimitiveType type(Query query) {
    String text = required(query, "type");
    try {
      return Types.fromPrimitiveString(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Expected a type such as long, string, decimal(9,2) or timestamptz, found " + text, e);
    }
  }

  private static Optional<Source> source(Query query) {
    Optional<String> from = query.get("from");
    Optional<String> path = query.get("path");
    if (from.isPresent() != path.isPresent()) {
      throw new IllegalArgumentException(
          "Expected both from= with the type of events and path= with the way into their data");
    }
    return from.map(eventType -> new Source(eventType, JsonPath.parse(path.orElseThrow())));
  }

  private static String required(Query query, String name) {
    return query
        .get(name)
        .orElseThrow(() -> new IllegalArgumentException("Expected ?" + name + "="));
  }

  private static int limit(Query query) {
    String text = query.get("limit").orElse(USUAL_FIELDS);
    if (!text.matches("[1-9]\\d{0,3}")) {
      throw new IllegalArgumentException("Expected a limit from 1 to 9999, found " + text);
    }
    return Integer.parseInt(text);
  }

  private static boolean isAsked(Query query, String name) {
    return query.get(name).filter("true"::equals).isPresent();
  }

  // --- what is answered

  private static HttpResponse answer(TableSchema table) {
    return Listings.object(200, table, SchemaJson::write);
  }

  private static HttpResponse problem(Throwable thrown) {
    Throwable failure = TableProblems.unwrapped(thrown);
    String text = String.valueOf(failure.getMessage());
    if (failure instanceof NoSuchColumnException) {
      return Answers.problem(Problem.of(ErrorCategory.NOT_FOUND, "no-such-column", text));
    }
    if (failure instanceof SchemaRefusedException) {
      return Answers.problem(Problem.of(ErrorCategory.CONFLICT, "schema-refused", text));
    }
    return Answers.problem(TableProblems.of(failure));
  }
}
