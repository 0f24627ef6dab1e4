package dev.firn.node.http;

import dev.firn.node.compaction.Compacting;
import dev.firn.node.http.Route.Access;
import dev.firn.node.security.Caller;
import dev.firn.node.upkeep.Maintaining;
import dev.firn.node.upkeep.MaintenanceRequest;
import dev.firn.node.upkeep.Step;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Query;

/** {@code /v1/maintenance}: what each step of upkeep has done on this node, and runs on demand. */
final class MaintenanceRoutes {
  private static final String PATH = "/v1/maintenance";
  private static final AskedRunAnswers ANSWERS = new AskedRunAnswers(PATH, "maintenance");

  private final Maintaining maintaining;
  private final Optional<Compacting> compaction;

  MaintenanceRoutes(Maintaining maintaining, Optional<Compacting> compaction) {
    this.maintaining = maintaining;
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
    return Listings.object(
        200,
        maintaining.standings(),
        (out, standings) -> {
          out.writeBooleanField("inBackground", maintaining.isItsTurn());
          Listings.array(out, "steps", standings, MaintenanceJson::write);
          if (compaction.isPresent()) {
            out.writeObjectFieldStart("compaction");
            CompactionJson.write(out, compaction.get().standing());
            out.writeEndObject();
          }
        });
  }

  private CompletionStage<HttpResponse> begin(HttpRequest request, Caller who) {
    Query query = request.getUri().query();
    boolean isDryRun = AskedRunAnswers.isTrue(query, "dryRun");
    Optional<String> word = query.get("step");
    Optional<MaintenanceRequest> order =
        word.isEmpty()
            ? Optional.of(MaintenanceRequest.usual(isDryRun))
            : MaintenanceRequest.of(word.get(), isDryRun);
    if (order.isEmpty()) {
      return Answers.now(noSuchStep(word.orElse("")));
    }
    return isDryRun
        ? Answers.now(ANSWERS.begun(maintaining.begin(order.get())))
        : OperationsLog.change(
            who,
            "maintenance",
            word.orElse("all"),
            () -> Answers.now(ANSWERS.begun(maintaining.begin(order.get()))));
  }

  private static HttpResponse noSuchStep(String word) {
    return Answers.problem(
        Problem.of(
            ErrorCategory.UNREADABLE,
            "no-such-step",
            word
                + " is no step; those are "
                + Arrays.stream(Step.values()).map(Step::word).collect(Collectors.joining(", "))));
  }

  private HttpResponse run(HttpRequest request) {
    return ANSWERS.run(request, maintaining::run, MaintenanceJson::write);
  }
}
