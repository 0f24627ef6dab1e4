package dev.firn.node.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firn.node.http.Route.Access;
import dev.firn.node.security.Caller;
import dev.firn.sharding.placement.OperatorDesk;
import dev.firn.sharding.placement.PlacementProtocol.Described;
import dev.firn.sharding.placement.PlacementProtocol.Order;
import dev.firn.sharding.placement.PlacementProtocol.Planned;
import dev.firn.sharding.placement.PlacementProtocol.Reply;
import dev.firn.sharding.placement.PlacementView;
import dev.firn.sharding.placement.PlacementView.PlacedShard;
import dev.firn.sharding.placement.ShardId;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * {@code /v1/shards}: where shards live and what they carry; moves and pins at an operator's word.
 * {@code /v1/rebalance}: balancing without waiting.
 */
final class ShardRoutes {
  private static final String PATH = "/v1/shards";
  private static final String REBALANCE = "/v1/rebalance";

  private final OperatorDesk desk;
  private final InstantSource clock;

  ShardRoutes(OperatorDesk desk, InstantSource clock) {
    this.desk = desk;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", PATH, Access.OPERATOR, (request, headers, who) -> shards(request)),
        new Route(
            "POST", PATH + "/", Access.OPERATOR, (request, headers, who) -> change(request, who)),
        new Route(
            "POST",
            REBALANCE,
            Access.OPERATOR,
            (request, headers, who) -> rebalance(request, who)));
  }

  private CompletionStage<HttpResponse> shards(HttpRequest request) {
    return ofKinds(request, desk::describe, this::listing);
  }

  /** Asks about one kind or all, and answers with the first refusal where there is one. */
  private CompletionStage<HttpResponse> ofKinds(
      HttpRequest request,
      Function<String, CompletionStage<Reply>> question,
      Function<List<KindReply>, HttpResponse> answer) {
    List<String> kinds =
        request.getUri().query().get("kind").map(List::of).orElse(List.copyOf(desk.kinds()));
    return AllOf.stages(
            kinds.stream()
                .map(kind -> question.apply(kind).thenApply(reply -> new KindReply(kind, reply)))
                .toList())
        .thenApply(
            replies ->
                refusal(replies)
                    .map(PlacementAnswers::problem)
                    .map(Answers::problem)
                    .orElseGet(() -> answer.apply(replies)));
  }

  private record KindReply(String kind, Reply reply) {}

  private static Optional<Reply> refusal(List<KindReply> replies) {
    return replies.stream()
        .map(KindReply::reply)
        .filter(reply -> !(reply instanceof Described) && !(reply instanceof Planned))
        .findFirst();
  }

  private HttpResponse listing(List<KindReply> replies) {
    Instant now = clock.instant();
    List<PlacementView> views =
        replies.stream()
            .map(KindReply::reply)
            .filter(Described.class::isInstance)
            .map(reply -> ((Described) reply).view())
            .toList();
    return Answers.json(
        200,
        out -> {
          out.writeStartObject();
          out.writeArrayFieldStart("shards");
          for (PlacementView view : views) {
            for (PlacedShard shard : view.shards()) {
              write(out, view.kind(), shard, now);
            }
          }
          out.writeEndArray();
          Listings.array(out, "kinds", views, ShardRoutes::write);
          out.writeEndObject();
        });
  }

  private static void write(JsonGenerator out, String kind, PlacedShard shard, Instant now)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("kind", kind);
    out.writeStringField("shard", shard.shard());
    out.writeStringField("node", shard.node());
    out.writeNumberField("bytesPerSecond", shard.bytesPerSecond());
    out.writeNumberField("bufferedBytes", shard.bufferedBytes());
    out.writeStringField("pinnedTo", shard.pinnedTo().orElse(null));
    out.writeStringField("movingTo", shard.movingTo().orElse(null));
    if (shard.lastMove().isPresent()) {
      PlacementView.LastMove last = shard.lastMove().get();
      out.writeObjectFieldStart("lastMove");
      out.writeStringField("from", last.from());
      out.writeStringField("cause", PlacementAnswers.word(last.cause()));
      out.writeStringField("at", now.minusMillis(last.agoMillis()).toString());
      out.writeEndObject();
    }
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, PlacementView view) throws IOException {
    out.writeStringField("kind", view.kind());
    out.writeStringField("summary", view.summary());
    PlacementAnswers.writeTexts(out, "notices", view.notices());
    out.writeBooleanField("busy", view.isBusy());
  }

  private CompletionStage<HttpResponse> change(HttpRequest request, Caller who) {
    List<String> words = PathWords.after(PATH, request);
    Optional<String> to = request.getUri().query().get("to").filter(node -> !node.isBlank());
    if (words.size() != 3) {
      return Answers.now(Answers.problem(noSuchChange()));
    }
    ShardId shard = new ShardId(words.get(0), words.get(1));
    String what = shard.kind() + "/" + shard.shard() + to.map(node -> " to " + node).orElse("");
    String action = words.get(2);
    if (action.equals("unpin")) {
      return change(who, action, what, () -> desk.order(new Order.Unpin(shard), who.tenant()));
    }
    if (!action.equals("pin") && !action.equals("move")) {
      return Answers.now(Answers.problem(noSuchChange()));
    }
    if (to.isEmpty()) {
      return Answers.now(
          Answers.problem(
              Problem.of(
                  ErrorCategory.UNREADABLE,
                  "unreadable-query",
                  "Expected ?to=NODE, as /v1/nodes names it")));
    }
    return change(
        who,
        action,
        what,
        () ->
            action.equals("pin")
                ? desk.order(new Order.Pin(shard, to.get()), who.tenant())
                : desk.move(shard, to.get(), who.tenant()));
  }

  private static CompletionStage<HttpResponse> change(
      Caller who, String action, String what, Supplier<CompletionStage<Reply>> order) {
    return OperationsLog.change(
        who, action, what, () -> order.get().thenApply(PlacementAnswers::of));
  }

  private static Problem noSuchChange() {
    return Problem.of(
        ErrorCategory.NOT_FOUND,
        "no-such-path",
        "Expected POST /v1/shards/{kind}/{shard}/move?to=NODE, …/pin?to=NODE or …/unpin");
  }

  private CompletionStage<HttpResponse> rebalance(HttpRequest request, Caller who) {
    if (request.getUri().query().get("dryRun").filter("true"::equals).isPresent()) {
      return plans(request, desk::rehearse);
    }
    return OperationsLog.change(
        who,
        "rebalance",
        request.getUri().query().get("kind").orElse("all kinds"),
        () -> plans(request, kind -> desk.rebalance(kind, who.tenant())));
  }

  private CompletionStage<HttpResponse> plans(
      HttpRequest request, Function<String, CompletionStage<Reply>> question) {
    return ofKinds(
        request, question, replies -> Listings.listing("kinds", replies, ShardRoutes::write));
  }

  private static void write(JsonGenerator out, KindReply kind) throws IOException {
    out.writeStringField("kind", kind.kind());
    if (kind.reply() instanceof Planned planned) {
      PlacementAnswers.write(out, planned);
    }
  }
}
