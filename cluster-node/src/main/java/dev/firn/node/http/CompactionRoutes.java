package dev.firn.node.http;

import dev.firn.node.compaction.Compacting;
import dev.firn.node.compaction.CompactionRequest;
import dev.firn.node.http.Route.Access;
import dev.firn.node.security.Caller;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Query;

/** {@code /v1/compaction}: how it stands on this node, and runs on demand. */
final class CompactionRoutes {
  private static final String PATH = "/v1/compaction";
  private static final AskedRunAnswers ANSWERS = new AskedRunAnswers(PATH, "compaction");

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
    Set<String> named = AskedRunAnswers.partitions(query);
    Optional<HttpResponse> nameless = AskedRunAnswers.nameless(named);
    if (nameless.isPresent()) {
      return Answers.now(nameless.get());
    }
    CompactionRequest asked =
        new CompactionRequest(
            named.isEmpty() ? Optional.empty() : Optional.of(named),
            AskedRunAnswers.isTrue(query, "dryRun"),
            AskedRunAnswers.isTrue(query, "besideOthers"),
            AskedRunAnswers.isTrue(query, "fill"));
    return compaction.map(here -> begin(here, asked, who)).orElseGet(() -> Answers.now(notHere()));
  }

  private static CompletionStage<HttpResponse> begin(
      Compacting here, CompactionRequest asked, Caller who) {
    return asked.isDryRun()
        ? Answers.now(ANSWERS.begun(here.begin(asked)))
        : OperationsLog.change(
            who,
            "compact",
            asked.partitions().map(Set::toString).orElse("all"),
            () -> Answers.now(ANSWERS.begun(here.begin(asked))));
  }

  private HttpResponse run(HttpRequest request) {
    return ANSWERS.run(
        request, number -> compaction.flatMap(here -> here.run(number)), CompactionJson::write);
  }
}
