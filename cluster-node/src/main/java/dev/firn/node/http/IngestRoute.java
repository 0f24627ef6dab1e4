package dev.firn.node.http;

import dev.firn.events.Origin;
import dev.firn.events.RowBlock;
import dev.firn.events.decode.DecodedRequest;
import dev.firn.events.decode.Rejection;
import dev.firn.events.decode.UnreadableRequestException;
import dev.firn.node.metrics.IngestMetrics;
import dev.firn.node.receipts.Receipts;
import dev.firn.node.security.Caller;
import dev.firn.node.settings.HttpSettings;
import dev.firn.sharding.EventBuffers;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/events}: admit, read, decode, store, answer. A request is refused as early as
 * possible, and holds its share of the node's room until it is answered.
 */
final class IngestRoute implements Route.Handler {
  private final EventBuffers buffers;
  private final RequestDecoding decoding;
  private final BodyReader bodies;
  private final Supplier<@Nullable Problem> unavailable;
  private final Receipts receipts;
  private final IngestMetrics metrics;
  private final HttpSettings settings;
  private final Executor decodeThreads;
  private final Clock clock;

  /**
   * @param unavailable why no event can be taken at all at the moment, null where it can
   * @param decodeThreads bounded; each of its threads keeps a decoder
   */
  IngestRoute(
      EventBuffers buffers,
      RequestDecoding decoding,
      BodyReader bodies,
      Supplier<@Nullable Problem> unavailable,
      Receipts receipts,
      IngestMetrics metrics,
      HttpSettings settings,
      Executor decodeThreads,
      Clock clock) {
    this.buffers = buffers;
    this.decoding = decoding;
    this.bodies = bodies;
    this.unavailable = unavailable;
    this.receipts = receipts;
    this.metrics = metrics;
    this.settings = settings;
    this.decodeThreads = decodeThreads;
    this.clock = clock;
  }

  @Override
  public CompletionStage<HttpResponse> handle(
      HttpRequest request, RequestHeaders headers, Caller caller) {
    Problem refusal = unavailable.get();
    if (refusal != null) {
      return refuse(request, refusal);
    }
    try {
      return new Posting(headers, caller, AnswerWhen.of(request.getUri())).run(request);
    } catch (RequestRefusedException e) {
      return refuse(request, e.problem());
    }
  }

  /** Counted, and the body let pass, whoever refuses. */
  @Override
  public CompletionStage<HttpResponse> refuse(HttpRequest request, Problem problem) {
    HttpResponse response = refused(problem);
    return bodies.discard(request).thenApply(passed -> response);
  }

  private HttpResponse refused(Problem problem) {
    metrics.refused(problem.reason());
    return Answers.problem(problem);
  }

  /** One request on its way. Whatever happens, it ends in {@link #finish}. */
  private final class Posting {
    private final RequestHeaders headers;
    private final Caller caller;
    private final AnswerWhen when;
    private final long started = System.nanoTime();
    private final CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
    private Admission.@Nullable Ticket ticket;

    Posting(RequestHeaders headers, Caller caller, AnswerWhen when) {
      this.headers = headers;
      this.caller = caller;
      this.when = when;
    }

    CompletionStage<HttpResponse> run(HttpRequest request) throws RequestRefusedException {
      BodyReader.Reading reading = bodies.read(request.entity());
      ticket = reading.ticket();
      guard(reading.body().whenCompleteAsync(this::decode, decodeThreads));
      return answer;
    }

    private void decode(byte @Nullable [] body, @Nullable Throwable failure) {
      if (body == null) {
        finish(refused(Problems.of(failure)));
        return;
      }
      try {
        store(decoding.decode(headers.head(), headers.contentEncoding(), body, origin()));
      } catch (UnreadableRequestException e) {
        finish(refused(Problems.of(e)));
      }
    }

    private Origin origin() {
      long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
      return new Origin(caller.tenant(), now, headers.edge());
    }

    private void store(DecodedRequest decoded) {
      long bytes = 0;
      for (RowBlock block : decoded.blocks()) {
        bytes += block.sizeInBytes();
      }
      if (ticket != null && !ticket.resize(bytes)) {
        finish(refused(bodies.noRoom()));
        return;
      }
      metrics.decoded(decoded.total(), bytes);
      for (Rejection rejection : decoded.rejections()) {
        metrics.rejected(rejection.reason());
      }
      guard(
          Gathering.of(buffers.storeAll(decoded.blocks()))
              .thenAccept(stored -> answer(decoded, stored)));
    }

    private void answer(DecodedRequest decoded, Gathering.StoredParts parts) {
      Problem problem = parts.problem(settings.retryAfter());
      if (problem != null) {
        finish(refused(problem));
        return;
      }
      for (Rejection rejection : parts.denied(decoded.blocks())) {
        metrics.rejected(rejection.reason());
      }
      IngestAnswer stored = new IngestAnswer(decoded, parts, receipts);
      metrics.stored(stored.accepted(), stored.duplicates(), System.nanoTime() - started);
      if (stored.positions().isEmpty() || when == AnswerWhen.DURABLE) {
        finish(stored.response());
        return;
      }
      releaseTicket();
      guard(
          Progress.of(
                  stored.positions(),
                  position -> buffers.whenCommitted(position, settings.commitPatience()))
              .thenAccept(progress -> finish(stored.response(progress))));
    }

    /** A step that failed, or that no thread would take, is the end too. */
    private void guard(CompletionStage<?> step) {
      step.whenComplete(
          (done, failure) -> {
            if (failure != null && !answer.isDone()) {
              finish(refused(Problems.of(failure)));
            }
          });
    }

    private void finish(HttpResponse response) {
      releaseTicket();
      answer.complete(response);
    }

    private void releaseTicket() {
      if (ticket != null) {
        ticket.release();
      }
    }
  }
}
