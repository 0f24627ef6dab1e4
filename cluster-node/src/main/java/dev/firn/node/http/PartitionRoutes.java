package dev.firn.node.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firn.node.http.Route.Access;
import dev.firn.node.security.Caller;
import dev.firn.sharding.EventBuffers;
import dev.firn.sharding.PartitionStatus;
import dev.firn.sharding.Position;
import dev.firn.sharding.Whereabouts;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /v1/partitions}: what is awake, and flushes at an operator's word. */
final class PartitionRoutes {
  private static final String PATH = "/v1/partitions";
  private static final String FLUSH = "/flush";
  private static final String EVENTS = "events";
  private static final String REJECTED = "events_rejected";

  private final EventBuffers buffers;
  private final Duration patience;

  /**
   * @param patience how long a flush may take until it is answered how far it has come
   */
  PartitionRoutes(EventBuffers buffers, Duration patience) {
    this.buffers = buffers;
    this.patience = patience;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", PATH, Access.OPERATOR, (request, headers, who) -> list()),
        new Route("POST", PATH + FLUSH, Access.OPERATOR, (request, headers, who) -> flushAll(who)),
        new Route(
            "POST", PATH + "/", Access.OPERATOR, (request, headers, who) -> flush(request, who)));
  }

  private CompletionStage<HttpResponse> list() {
    return buffers
        .partitions()
        .thenCombine(
            buffers.rejectedPartitions(),
            (events, rejected) ->
                Stream.concat(
                        events.stream().map(one -> new Listed(EVENTS, one)),
                        rejected.stream().map(one -> new Listed(REJECTED, one)))
                    .toList())
        .thenApply(list -> Listings.listing("partitions", list, PartitionRoutes::write));
  }

  private record Listed(String table, PartitionStatus status) {}

  private CompletionStage<HttpResponse> flushAll(Caller who) {
    return OperationsLog.change(
        who,
        "flush",
        "all",
        () ->
            buffers
                .partitions()
                .thenCompose(
                    list -> flush(list.stream().filter(status -> status.rows() > 0).toList())));
  }

  private CompletionStage<HttpResponse> flush(HttpRequest request, Caller who) {
    Optional<String> partition = partition(request);
    if (partition.isEmpty()) {
      return Answers.now(
          Answers.problem(
              Problem.of(
                  ErrorCategory.NOT_FOUND, "no-such-path", "Expected " + PATH + "/{id}" + FLUSH)));
    }
    return OperationsLog.change(who, "flush", partition.get(), () -> flush(partition.get()));
  }

  private CompletionStage<HttpResponse> flush(String partition) {
    return buffers
        .partitions()
        .thenCompose(
            list -> {
              List<PartitionStatus> found =
                  list.stream().filter(one -> one.partition().equals(partition)).toList();
              return found.isEmpty() ? Answers.now(asleep(partition)) : flush(found);
            });
  }

  private static Optional<String> partition(HttpRequest request) {
    String path = request.getUri().getPathString();
    if (!path.endsWith(FLUSH) || path.length() <= PATH.length() + 1 + FLUSH.length()) {
      return Optional.empty();
    }
    String encoded = path.substring(PATH.length() + 1, path.length() - FLUSH.length());
    return Optional.of(URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8));
  }

  private static HttpResponse asleep(String partition) {
    return Answers.problem(
        Problem.of(
            ErrorCategory.NOT_FOUND,
            "partition-not-awake",
            partition + " is not awake here, so it has nothing outside the table"));
  }

  private record Flushed(String partition, Whereabouts whereabouts) {}

  private CompletionStage<HttpResponse> flush(List<PartitionStatus> partitions) {
    List<CompletableFuture<Flushed>> flushes = new ArrayList<>();
    for (PartitionStatus status : partitions) {
      flushes.add(
          buffers
              .whenCommitted(
                  new Position(status.partition(), status.epoch(), status.lastAppend()), patience)
              .thenApply(whereabouts -> new Flushed(status.partition(), whereabouts))
              .toCompletableFuture());
    }
    return CompletableFuture.allOf(flushes.toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                Listings.listing(
                    "flushed",
                    flushes.stream().map(CompletableFuture::join).toList(),
                    PartitionRoutes::write));
  }

  private static void write(JsonGenerator out, Flushed flushed) throws IOException {
    out.writeStringField("partition", flushed.partition());
    if (flushed.whereabouts() instanceof Whereabouts.InSnapshot committed) {
      out.writeStringField("state", "committed");
      out.writeNumberField("ledger", committed.ledger());
      out.writeStringField("snapshot", Long.toString(committed.snapshotId()));
    } else if (flushed.whereabouts() instanceof Whereabouts.InFile file) {
      out.writeStringField("state", "file");
      out.writeStringField("file", file.location());
    } else {
      out.writeStringField("state", word(flushed.whereabouts()));
    }
  }

  private static String word(Whereabouts whereabouts) {
    if (whereabouts instanceof Whereabouts.Rejected) {
      return "rejected";
    }
    return whereabouts instanceof Whereabouts.Unreachable ? "unreachable" : "buffered";
  }

  private static void write(JsonGenerator out, Listed listed) throws IOException {
    PartitionStatus partition = listed.status();
    out.writeStringField("table", listed.table());
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
}
