package dev.firn.node.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firn.catalog.audit.Scope;
import dev.firn.node.audit.Auditing;
import dev.firn.node.audit.Auditing.Run;
import dev.firn.node.http.Route.Access;
import dev.firn.node.security.Caller;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Query;

/** {@code /v1/audit}: what the audit in the background knows, and audits on demand. */
final class AuditRoutes {
  private static final String PATH = "/v1/audit";
  private static final AskedRunAnswers ANSWERS = new AskedRunAnswers(PATH, "audit");

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
    Set<String> named = AskedRunAnswers.partitions(query);
    Optional<HttpResponse> nameless = AskedRunAnswers.nameless(named);
    if (nameless.isPresent()) {
      return Answers.now(nameless.get());
    }
    Optional<Set<String>> partitions = named.isEmpty() ? Optional.empty() : Optional.of(named);
    boolean isFull = AskedRunAnswers.isTrue(query, "full");
    Scope scope = isFull ? Scope.full(partitions) : Scope.quick(partitions);
    return OperationsLog.change(
        who,
        isFull ? "audit-full" : "audit",
        named.isEmpty() ? "all" : named.toString(),
        () -> Answers.now(ANSWERS.begun(auditing.begin(scope))));
  }

  private CompletionStage<HttpResponse> run(HttpRequest request) {
    return Answers.now(ANSWERS.run(request, auditing::run, AuditRoutes::write));
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
