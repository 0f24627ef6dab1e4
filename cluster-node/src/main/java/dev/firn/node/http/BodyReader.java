package dev.firn.node.http;

import dev.firn.node.http.BodySink.BodyLimits;
import dev.firn.node.settings.HttpSettings;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;

/** Reads bodies of requests into memory, within limits. */
final class BodyReader {
  /** What a chunked body is granted before its first byte. */
  private static final int FIRST_GRANT = 64 << 10;

  private final BodyLimits limits;
  private final Admission admission;
  private final Materializer materializer;

  BodyReader(HttpSettings settings, Admission admission, Materializer materializer) {
    this.limits =
        new BodyLimits(settings.maxBodyBytes(), settings.bodyTimeout(), settings.retryAfter());
    this.admission = admission;
    this.materializer = materializer;
  }

  /**
   * A body on its way.
   *
   * @param body fails with {@link RequestRefusedException}
   * @param ticket to be released when the request is answered
   */
  record Reading(CompletionStage<byte[]> body, Admission.Ticket ticket) {}

  /** Begins to read, or refuses without having read: the body is then to be discarded. */
  Reading read(RequestEntity entity) throws RequestRefusedException {
    long announced = entity.getContentLengthOption().orElse(-1);
    if (announced > limits.bytes()) {
      throw new RequestRefusedException(limits.tooLarge());
    }
    int expected = announced < 0 ? FIRST_GRANT : (int) announced;
    Admission.Ticket ticket = admission.admit(expected);
    if (ticket == null) {
      throw new RequestRefusedException(limits.noRoom());
    }
    if (entity instanceof HttpEntity.Strict strict) {
      byte[] body = strict.getData().toArrayUnsafe();
      return new Reading(CompletableFuture.completedFuture(body), ticket);
    }
    BodySink sink = new BodySink(limits, ticket, expected);
    return new Reading(entity.getDataBytes().runWith(Sink.fromGraph(sink), materializer), ticket);
  }

  /** What is said to a request that does not fit beside the others. */
  Problem noRoom() {
    return limits.noRoom();
  }

  /**
   * Lets the body of a refused request pass unread. An answer that is given before ends the
   * connection, and with it, where the client still sends, the answer.
   *
   * @return completes when the answer may be given: the body has passed, nothing of it comes, or it
   *     is far larger than allowed; who asks first whether to send need not be waited for
   */
  CompletionStage<Done> discard(HttpRequest request) {
    RequestEntity body = request.entity();
    if (body.isStrict() || request.getHeader("Expect").isPresent()) {
      return CompletableFuture.completedFuture(Done.getInstance());
    }
    return body.getDataBytes()
        .limitWeighted(limits.mayPass(), chunk -> (long) chunk.size())
        .idleTimeout(BodyLimits.SILENCE)
        .takeWithin(limits.time())
        .runWith(Sink.ignore(), materializer)
        .exceptionally(cutOff -> Done.getInstance());
  }
}
