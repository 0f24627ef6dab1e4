package dev.firn.node.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firn.catalog.table.AdoptedTable;
import dev.firn.events.FailureText;
import dev.firn.node.http.Route.Access;
import dev.firn.node.lake.LakeAdoption;
import dev.firn.node.lake.LakeAdoption.CatalogAddress;
import dev.firn.node.security.Caller;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * {@code POST /v1/adopt}: hands tables without a catalog over to one, or with {@code ?give-up=true}
 * lets them go on without.
 */
final class AdoptionRoute {
  private static final JsonMapper JSON = new JsonMapper();

  private final Supplier<Optional<LakeAdoption>> adoption;
  private final BodyReader bodies;

  AdoptionRoute(Supplier<Optional<LakeAdoption>> adoption, BodyReader bodies) {
    this.adoption = adoption;
    this.bodies = bodies;
  }

  Route route() {
    return new Route(
        "POST", "/v1/adopt", Access.OPERATOR, (request, headers, who) -> post(request, who));
  }

  private CompletionStage<HttpResponse> post(HttpRequest request, Caller who) {
    boolean isGivenUp = request.getUri().query().get("give-up").filter("true"::equals).isPresent();
    try {
      BodyReader.Reading reading = bodies.read(request.entity());
      return reading
          .body()
          .thenCompose(body -> adopt(body, isGivenUp, who))
          .whenComplete((response, failure) -> reading.ticket().release());
    } catch (RequestRefusedException e) {
      return Answers.now(Answers.problem(e.problem()));
    }
  }

  private CompletionStage<HttpResponse> adopt(byte[] body, boolean isGivenUp, Caller who) {
    Optional<LakeAdoption> possible = adoption.get();
    Optional<CatalogAddress> catalog = address(body);
    if (possible.isEmpty()) {
      return refused(
          ErrorCategory.CONFLICT,
          "has-a-catalog",
          "The tables of this node have a catalog already");
    }
    if (catalog.isEmpty()) {
      return refused(
          ErrorCategory.UNREADABLE,
          "unreadable-catalog",
          "Expected {\"uri\":\"https://…\"} and, where the catalog wants them, \"warehouse\","
              + " \"token\" or \"credential\"");
    }
    return OperationsLog.change(
        who,
        isGivenUp ? "give-up-adoption" : "adopt",
        catalog.get().toString(),
        () -> answer(possible.get(), catalog.get(), isGivenUp));
  }

  private static CompletionStage<HttpResponse> answer(
      LakeAdoption adoption, CatalogAddress catalog, boolean isGivenUp) {
    CompletionStage<List<AdoptedTable>> tables =
        isGivenUp ? adoption.giveUp(catalog) : adoption.by(catalog);
    return tables
        .thenApply(
            adopted ->
                Listings.object(
                    200,
                    adopted,
                    (out, list) -> Listings.array(out, "tables", list, AdoptionRoute::write)))
        .exceptionally(
            failure ->
                Answers.problem(
                    Problem.of(
                        ErrorCategory.CONFLICT,
                        "not-adopted",
                        FailureText.of(failure) + "; nothing is lost, it can be asked for again")));
  }

  private static CompletionStage<HttpResponse> refused(
      ErrorCategory category, String reason, String detail) {
    return Answers.now(Answers.problem(Problem.of(category, reason, detail)));
  }

  private static Optional<CatalogAddress> address(byte[] body) {
    try {
      JsonNode json = JSON.readTree(body);
      String uri = json.path("uri").asText();
      return isAddress(uri)
          ? Optional.of(
              new CatalogAddress(
                  uri,
                  json.path("warehouse").asText(),
                  json.path("token").asText(),
                  json.path("credential").asText()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isAddress(String uri) {
    try {
      URI address = URI.create(uri);
      // What is in the address ends up in logs and in the table's properties.
      return address.getHost() != null
          && address.getUserInfo() == null
          && address.getQuery() == null
          && List.of("http", "https").contains(address.getScheme());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void write(JsonGenerator out, AdoptedTable table) throws IOException {
    out.writeStringField("table", table.name());
    out.writeStringField("uuid", table.uuid());
    out.writeStringField("location", table.location());
    out.writeNumberField("rows", table.rows());
  }
}
