package dev.firn.node.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firn.node.http.ClusterDesk.NodeStatus;
import dev.firn.node.http.Route.Access;
import dev.firn.node.security.Caller;
import dev.firn.sharding.placement.PlacementProtocol.Order;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /v1/nodes}: the members of the cluster, and drains at an operator's word. */
final class NodeRoutes {
  private static final String PATH = "/v1/nodes";

  private final ClusterDesk cluster;

  NodeRoutes(ClusterDesk cluster) {
    this.cluster = cluster;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", PATH, Access.OPERATOR, (request, headers, who) -> nodes()),
        new Route(
            "POST", PATH + "/", Access.OPERATOR, (request, headers, who) -> change(request, who)));
  }

  private CompletionStage<HttpResponse> nodes() {
    return cluster.nodes().thenApply(nodes -> Listings.listing("nodes", nodes, NodeRoutes::write));
  }

  private CompletionStage<HttpResponse> change(HttpRequest request, Caller who) {
    List<String> words = PathWords.after(PATH, request);
    Optional<Order> order =
        words.size() == 2 ? order(words.get(0), words.get(1)) : Optional.empty();
    if (order.isEmpty()) {
      return Answers.now(
          Answers.problem(
              Problem.of(
                  ErrorCategory.NOT_FOUND,
                  "no-such-path",
                  "Expected POST /v1/nodes/{node}/drain or /undrain")));
    }
    return OperationsLog.change(
        who,
        words.get(1),
        words.get(0),
        () -> cluster.placement().order(order.get(), who.tenant()).thenApply(PlacementAnswers::of));
  }

  private static Optional<Order> order(String node, String action) {
    return switch (action) {
      case "drain" -> Optional.of(new Order.Drain(node));
      case "undrain" -> Optional.of(new Order.Undrain(node));
      default -> Optional.empty();
    };
  }

  private static void write(JsonGenerator out, NodeStatus node) throws IOException {
    out.writeStringField("node", node.name());
    out.writeStringField("http", node.http());
    out.writeStringField("status", node.status());
    out.writeBooleanField("reachable", node.isReachable());
    out.writeArrayFieldStart("roles");
    for (String role : node.roles()) {
      out.writeString(role);
    }
    out.writeEndArray();
    out.writeStringField("version", node.version());
    out.writeBooleanField("self", node.self());
    out.writeBooleanField("leader", node.leads());
    out.writeBooleanField("oldest", node.isOldest());
    out.writeBooleanField("drained", node.isDrained());
    if (node.partitions().isPresent()) {
      out.writeNumberField("partitions", node.partitions().get());
    }
    if (node.carried().isPresent()) {
      out.writeNumberField("shards", node.carried().get().shards());
      out.writeNumberField("bytesPerSecond", node.carried().get().bytesPerSecond());
      out.writeNumberField("bufferedBytes", node.carried().get().bufferedBytes());
    }
  }
}
