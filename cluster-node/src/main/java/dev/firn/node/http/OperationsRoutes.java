package dev.firn.node.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firn.catalog.table.SnapshotRow;
import dev.firn.node.http.Route.Access;
import dev.firn.sharding.EventBuffers;
import dev.firn.sharding.PartitionStatus;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** What operators look at: {@code /v1/partitions}, {@code /v1/nodes}, {@code /v1/snapshots}. */
final class OperationsRoutes {
  private final EventBuffers buffers;
  private final NodeViews views;

  OperationsRoutes(EventBuffers buffers, NodeViews views) {
    this.buffers = buffers;
    this.views = views;
  }

  List<Route> routes() {
    return List.of(
        new Route(
            "GET", "/v1/partitions", Access.OPERATOR, (request, headers, who) -> partitions()),
        new Route("GET", "/v1/nodes", Access.OPERATOR, (request, headers, who) -> nodes()),
        new Route("GET", "/v1/snapshots", Access.OPERATOR, (request, headers, who) -> snapshots()));
  }

  private CompletionStage<HttpResponse> partitions() {
    return buffers
        .partitions()
        .thenApply(list -> listing("partitions", list, OperationsRoutes::write));
  }

  private CompletionStage<HttpResponse> nodes() {
    return Answers.now(listing("nodes", views.nodes(), OperationsRoutes::write));
  }

  private CompletionStage<HttpResponse> snapshots() {
    return views.snapshots().thenApply(list -> listing("snapshots", list, OperationsRoutes::write));
  }

  private interface Row<T> {
    void write(JsonGenerator out, T value) throws IOException;
  }

  private static <T> HttpResponse listing(String name, List<T> values, Row<T> row) {
    return Answers.json(
        200,
        out -> {
          out.writeStartObject();
          out.writeArrayFieldStart(name);
          for (T value : values) {
            out.writeStartObject();
            row.write(out, value);
            out.writeEndObject();
          }
          out.writeEndArray();
          out.writeEndObject();
        });
  }

  private static void write(JsonGenerator out, PartitionStatus partition) throws IOException {
    out.writeStringField("partition", partition.partition());
    out.writeStringField("type", partition.type());
    out.writeStringField("hour", partition.hour().toString());
    out.writeStringField("state", partition.state());
    out.writeNumberField("epoch", partition.epoch());
    out.writeNumberField("append", partition.lastAppend());
    out.writeNumberField("rows", partition.rows());
    out.writeNumberField("bytes", partition.bytes());
    out.writeStringField("oldest", partition.oldest().map(Object::toString).orElse(null));
    out.writeStringField("snapshot", partition.snapshotId().map(Object::toString).orElse(null));
  }

  private static void write(JsonGenerator out, NodeViews.NodeStatus node) throws IOException {
    out.writeStringField("node", node.address());
    out.writeStringField("http", node.http());
    out.writeStringField("status", node.status());
    out.writeBooleanField("self", node.self());
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
