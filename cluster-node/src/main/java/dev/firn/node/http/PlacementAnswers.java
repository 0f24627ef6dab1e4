package dev.firn.node.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firn.sharding.placement.Move;
import dev.firn.sharding.placement.Orders;
import dev.firn.sharding.placement.PlacementProtocol.Declined;
import dev.firn.sharding.placement.PlacementProtocol.Described;
import dev.firn.sharding.placement.PlacementProtocol.NotYet;
import dev.firn.sharding.placement.PlacementProtocol.Ordered;
import dev.firn.sharding.placement.PlacementProtocol.Planned;
import dev.firn.sharding.placement.PlacementProtocol.Reply;
import dev.firn.sharding.placement.PlacementProtocol.Unanswered;
import dev.firn.sharding.placement.ShardId;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** What placement answers to an operator, over HTTP. */
final class PlacementAnswers {
  private static final Duration SOON = Duration.ofSeconds(1);

  private PlacementAnswers() {}

  static HttpResponse of(Reply reply) {
    if (reply instanceof Ordered ordered) {
      return Listings.object(200, ordered.orders(), PlacementAnswers::write);
    }
    if (reply instanceof Planned planned) {
      return Listings.object(200, planned, PlacementAnswers::write);
    }
    return Answers.problem(problem(reply));
  }

  /** Of a reply that is none of those that tell what was asked. */
  static Problem problem(Reply reply) {
    if (reply instanceof Declined declined) {
      return Problem.of(ErrorCategory.CONFLICT, "declined", declined.reason());
    }
    if (reply instanceof NotYet notYet) {
      return Problem.of(ErrorCategory.DEPENDENCY, "not-yet", notYet.reason()).retryAfter(SOON);
    }
    if (reply instanceof Unanswered unanswered) {
      return Problem.of(
              ErrorCategory.DEPENDENCY,
              "outcome-unknown",
              "Where shards are placed did not answer; look before ordering again ("
                  + unanswered.reason()
                  + ")")
          .retryAfter(SOON);
    }
    return Problem.of(
        ErrorCategory.BUG, "internal", "Not an answer to this question: " + kindOf(reply));
  }

  private static String kindOf(Reply reply) {
    return reply instanceof Described ? "a description" : reply.getClass().getSimpleName();
  }

  private static void write(JsonGenerator out, Orders orders) throws IOException {
    List<Map.Entry<ShardId, String>> pins =
        orders.pins().entrySet().stream()
            .sorted(Comparator.comparing(pin -> pin.getKey().kind() + "/" + pin.getKey().shard()))
            .toList();
    out.writeNumberField("revision", orders.revision());
    Listings.array(
        out,
        "pins",
        pins,
        (to, pin) -> {
          to.writeStringField("kind", pin.getKey().kind());
          to.writeStringField("shard", pin.getKey().shard());
          to.writeStringField("node", pin.getValue());
        });
    writeTexts(out, "drained", orders.drained().stream().sorted().toList());
  }

  static void write(JsonGenerator out, Planned planned) throws IOException {
    Listings.array(out, "moves", planned.moves(), PlacementAnswers::write);
    out.writeStringField("summary", planned.summary());
    writeTexts(out, "notices", planned.notices());
  }

  private static void write(JsonGenerator out, Move move) throws IOException {
    out.writeStringField("shard", move.shard());
    out.writeStringField("from", move.from());
    out.writeStringField("to", move.to());
    out.writeStringField("cause", word(move.cause()));
    out.writeStringField("reason", move.reason());
  }

  static String word(Move.Cause cause) {
    return cause.name().toLowerCase(Locale.ROOT);
  }

  static void writeTexts(JsonGenerator out, String name, List<String> texts) throws IOException {
    out.writeArrayFieldStart(name);
    for (String text : texts) {
      out.writeString(text);
    }
    out.writeEndArray();
  }
}
