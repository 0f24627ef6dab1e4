package dev.firn.node.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firn.catalog.table.SnapshotRow;
import dev.firn.node.http.Route.Access;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** What operators look at and is not changed here: {@code /v1/snapshots}. */
final class OperationsRoutes {
  private final NodeViews views;

  OperationsRoutes(NodeViews views) {
    this.views = views;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/v1/snapshots", Access.OPERATOR, (request, headers, who) -> snapshots()));
  }

  private CompletionStage<HttpResponse> snapshots() {
    return views
        .snapshots()
        .thenApply(list -> Listings.listing("snapshots", list, OperationsRoutes::write));
  }

  private static void write(JsonGenerator out, SnapshotRow snapshot) throws IOException {
    out.writeStringField("snapshot", Long.toString(snapshot.id()));
    out.writeNumberField("sequence", snapshot.sequenceNumber());
    out.writeStringField("committed", snapshot.committedAt().toString());
    out.writeStringField("operation", snapshot.operation());
    out.writeNumberField("addedFiles", snapshot.addedFiles());
    out.writeNumberField("addedRows", snapshot.addedRows());
    out.writeNumberField("totalRows", snapshot.totalRows());
    out.writeStringField("ledger", snapshot.ledgerMarker());
  }
}
