package dev.firn.node.http;

import dev.firn.events.PartitionKey;
import dev.firn.node.compaction.Compacting;
import dev.firn.node.compaction.CompactionRequest;
import dev.firn.node.compaction.CompactionRun;
import dev.firn.node.http.Route.Access;
import dev.firn.node.security.Caller;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Query;

/** {@code /v1/compaction}: how it stands on this node, and runs on demand. */
final class CompactionRoutes {
  private static final String PATH = "/v1/compaction";

  private final Optional<Compacting> compaction;

  CompactionRoutes(Optional<Compacting> compaction) {
    this.compaction = compaction;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", PATH, Access.OPERATOR, (request, headers, who) -> Answers.now(standing())),
        new Route("POST", PATH, Access.OPERATOR, (request, headers, who) -> begin(request, who)),
        new Route(
            "GET",
            PATH + "/",
            Access.OPERATOR,
            (request, headers, who) -> Answers.now(run(request))));
  }

  private HttpResponse standing() {
    return compaction
        .map(here -> Listings.object(200, here.standing(), CompactionJson::write))
        .orElseGet(CompactionRoutes::notHere);
  }

  private static HttpResponse notHere() {
    return Answers.problem(
        Problem.of(
            ErrorCategory.NOT_FOUND,
            "no-compaction",
            "This node has not the role buffer, so it compacts nothing; ask one that has"));
  }

  private CompletionStage<HttpResponse> begin(HttpRequest request, Caller who) {
    Query query = request.getUri().query();
    Set<String> named =
        StreamSupport.stream(query.getAll("partition").spliterator(), false)
            .collect(Collectors.toCollection(TreeSet::new));
    Optional<String> nameless = named.stream().filter(name -> !PartitionKey.isId(name)).findFirst();
    if (nameless.isPresent()) {
      return Answers.now(
          Answers.problem(
              Problem.of(
                  ErrorCategory.NOT_FOUND,
                  "no-such-partition",
                  nameless.get()
                      + " is no partition's name; one is, for example, page.view/2026-11-22T09")));
    }
    CompactionRequest asked =
        new CompactionRequest(
            named.isEmpty() ? Optional.empty() : Optional.of(named),
            isTrue(query, "dryRun"),
            isTrue(query, "besideOthers"));
    return compaction.map(here -> begin(here, asked, who)).orElseGet(() -> Answers.now(notHere()));
  }

  private static CompletionStage<HttpResponse> begin(
      Compacting here, CompactionRequest asked, Caller who) {
    return asked.isDryRun()
        ? Answers.now(begun(here, asked))
        : OperationsLog.change(
            who,
            "compact",
            asked.partitions().map(Set::toString).orElse("all"),
            () -> Answers.now(begun(here, asked)));
  }

  private static HttpResponse begun(Compacting here, CompactionRequest asked) {
    return here.begin(asked)
        .map(
            number ->
                Listings.object(202, number, (out, value) -> out.writeNumberField("run", value)))
        .orElseGet(
            () ->
                Answers.problem(
                    Problem.of(
                        ErrorCategory.OVERLOAD,
                        "compactions-waiting",
                        "Several compactions are waiting already; ask again when they are done")));
  }

  private static boolean isTrue(Query query, String name) {
    return query.get(name).filter("true"::equals).isPresent();
  }

  private HttpResponse run(HttpRequest request) {
    String number = request.getUri().path().substring(PATH.length() + 1);
    Optional<CompactionRun> run =
        number.matches("\\d{1,18}")
            ? compaction.flatMap(here -> here.run(Long.parseLong(number)))
            : Optional.empty();
    return run.map(found -> Listings.object(200, found, CompactionJson::write))
        .orElseGet(
            () ->
                Answers.problem(
                    Problem.of(
                        ErrorCategory.NOT_FOUND,
                        "no-such-compaction",
                        "This node keeps the results of its last compactions only")));
  }
}
