package dev.firn.node.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firn.catalog.audit.Scope;
import dev.firn.events.PartitionKey;
import dev.firn.node.audit.Auditing;
import dev.firn.node.audit.Auditing.Run;
import dev.firn.node.http.Route.Access;
import dev.firn.node.security.Caller;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Query;

/** {@code /v1/audit}: what the audit in the background knows, and audits on demand. */
final class AuditRoutes {
  private static final String PATH = "/v1/audit";

  private final Auditing auditing;

  AuditRoutes(Auditing auditing) {
    this.auditing = auditing;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", PATH, Access.OPERATOR, (request, headers, who) -> Answers.now(standing())),
        new Route("POST", PATH, Access.OPERATOR, (request, headers, who) -> begin(request, who)),
        new Route("GET", PATH + "/", Access.OPERATOR, (request, headers, who) -> run(request)));
  }

  private HttpResponse standing() {
    return Listings.object(200, auditing.standings(), AuditJson::write);
  }

  private CompletionStage<HttpResponse> begin(HttpRequest request, Caller who) {
    Query query = request.getUri().query();
    Set<String> named =
        StreamSupport.stream(query.getAll("partition").spliterator(), false)
            .collect(Collectors.toCollection(HashSet::new));
    Optional<String> nameless =
        named.stream().filter(name -> !PartitionKey.isId(name)).sorted().findFirst();
    if (nameless.isPresent()) {
      return Answers.now(
          Answers.problem(
              Problem.of(
                  ErrorCategory.NOT_FOUND,
                  "no-such-partition",
                  nameless.get()
                      + " is no partition's name; one is, for example, page.view/2026-11-22T09")));
    }
    Optional<Set<String>> partitions = named.isEmpty() ? Optional.empty() : Optional.of(named);
    boolean isFull = query.get("full").filter("true"::equals).isPresent();
    return OperationsLog.change(
        who,
        isFull ? "audit-full" : "audit",
        named.isEmpty() ? "all" : named.toString(),
        () -> Answers.now(begin(isFull ? Scope.full(partitions) : Scope.quick(partitions))));
  }

  private HttpResponse begin(Scope scope) {
    return auditing
        .begin(scope)
        .map(
            number ->
                Listings.object(202, number, (out, value) -> out.writeNumberField("run", value)))
        .orElseGet(
            () ->
                Answers.problem(
                    Problem.of(
                        ErrorCategory.OVERLOAD,
                        "audits-waiting",
                        "Several audits are waiting already; ask again when they are done")));
  }

  private CompletionStage<HttpResponse> run(HttpRequest request) {
    String number = request.getUri().path().substring(PATH.length() + 1);
    Optional<Run> run =
        number.matches("\\d{1,18}") ? auditing.run(Long.parseLong(number)) : Optional.empty();
    return Answers.now(
        run.map(found -> Listings.object(200, found, AuditRoutes::write))
            .orElseGet(
                () ->
                    Answers.problem(
                        Problem.of(
                            ErrorCategory.NOT_FOUND,
                            "no-such-audit",
                            "This node keeps the results of its last audits only"))));
  }

  private static void write(JsonGenerator out, Run run) throws IOException {
    if (run instanceof Run.Done done) {
      out.writeStringField("state", "done");
      out.writeObjectFieldStart("report");
      AuditJson.write(out, done.report());
      out.writeEndObject();
    } else if (run instanceof Run.Failed failed) {
      out.writeStringField("state", "failed");
      out.writeStringField("detail", failed.reason());
    } else {
      out.writeStringField("state", "running");
    }
  }
}
