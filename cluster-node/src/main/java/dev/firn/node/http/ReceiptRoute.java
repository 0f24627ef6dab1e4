package dev.firn.node.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.firn.node.receipts.Receipts;
import dev.firn.sharding.EventBuffers;
import dev.firn.sharding.Position;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code GET /v1/receipts/{id}}, and {@code POST /v1/receipts} for those too long for a URL. */
final class ReceiptRoute {
  static final String PATH = "/v1/receipts/";

  private final EventBuffers buffers;
  private final Receipts receipts;
  private final BodyReader bodies;
  private final Duration retryAfter;

  ReceiptRoute(EventBuffers buffers, Receipts receipts, BodyReader bodies, Duration retryAfter) {
    this.buffers = buffers;
    this.receipts = receipts;
    this.bodies = bodies;
    this.retryAfter = retryAfter;
  }

  CompletionStage<HttpResponse> post(HttpRequest request) {
    try {
      BodyReader.Reading reading = bodies.read(request.entity());
      return reading
          .body()
          .thenCompose(body -> locate(new String(body, US_ASCII).trim()))
          .whenComplete((response, failure) -> reading.ticket().release())
          .exceptionally(failure -> Answers.problem(Problems.of(failure)));
    } catch (RequestRefusedException e) {
      return bodies.discard(request).thenApply(passed -> Answers.problem(e.problem()));
    }
  }

  CompletionStage<HttpResponse> get(HttpRequest request) {
    return locate(request.getUri().path().substring(PATH.length()));
  }

  private CompletionStage<HttpResponse> locate(String token) {
    Optional<List<Position>> positions = receipts.open(token);
    if (positions.isEmpty()) {
      return Answers.now(
          Answers.problem(
              Problem.of(
                  ErrorCategory.NOT_FOUND,
                  "receipt-not-issued-here",
                  "This installation has not signed that receipt; pass it on as it was given")));
    }
    return Progress.of(positions.get(), buffers::locate).thenApply(this::response);
  }

  private HttpResponse response(Progress progress) {
    return switch (progress.state()) {
      case UNKNOWN ->
          Answers.problem(
              Problem.of(
                  ErrorCategory.NOT_FOUND,
                  "receipt-of-another-journal",
                  "The receipt is genuine but names appends that this journal does not hold"));
      case UNREACHABLE ->
          Answers.problem(
              Problem.of(
                      ErrorCategory.DEPENDENCY,
                      "partition-unreachable",
                      "Not every partition of the receipt answered in time; try again")
                  .retryAfter(retryAfter));
      case BUFFERED, FILE, REJECTED, COMMITTED ->
          Answers.json(
              200,
              out -> {
                out.writeStartObject();
                progress.writeFields(out);
                out.writeEndObject();
              });
    };
  }
}
