package dev.firn.node.listen;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Connection;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.util.ByteString;

/** A client's connection: one request after another. */
final class HttpConnection {
  private final Function<HttpRequest, CompletionStage<HttpResponse>> handler;
  private final HeadWatch head;
  private final SharedKillSwitch requests = KillSwitches.shared("requests");
  private final SharedKillSwitch bytes = KillSwitches.shared("bytes");
  private final CompletableFuture<Done> ended = new CompletableFuture<>();
  private volatile boolean isInHand;
  private volatile boolean isLast;

  HttpConnection(
      Function<HttpRequest, CompletionStage<HttpResponse>> handler, HeadLimits headLimits) {
    this.handler = handler;
    this.head = new HeadWatch(headLimits);
  }

  /**
   * Begins to serve.
   *
   * @param http makes requests of bytes, and bytes of answers
   */
  void begin(
      Flow<ByteString, ByteString, NotUsed> network,
      BidiFlow<HttpResponse, ByteString, ByteString, HttpRequest, NotUsed> http,
      Attributes attributes,
      Materializer materializer) {
    Flow<ByteString, ByteString, NotUsed> incoming =
        Flow.of(ByteString.class).via(bytes.flow()).via(new HeadBound(head));
    Flow.of(HttpRequest.class)
        .via(requests.flow())
        .mapAsync(1, this::take)
        .map(this::answer)
        .join(http.atop(BidiFlow.fromFlows(Flow.of(ByteString.class), incoming)))
        .watchTermination(Keep.right())
        .join(network)
        .addAttributes(attributes)
        .run(materializer)
        .whenComplete((done, failure) -> ended.complete(Done.getInstance()));
  }

  private CompletionStage<HttpResponse> take(HttpRequest request) {
    isInHand = true;
    head.ended();
    return handler.apply(request);
  }

  private HttpResponse answer(HttpResponse response) {
    HttpResponse said = isLast ? response.addHeader(Connection.create("close")) : response;
    head.answered();
    isInHand = false;
    if (isLast) {
      requests.shutdown();
    }
    return said;
  }

  /** Completes when it is closed, by whichever side, or broken. */
  CompletableFuture<Done> ended() {
    return ended;
  }

  /** Ends with the answer to the request in hand, or at once where there is none. */
  void end() {
    isLast = true;
    if (!isInHand) {
      requests.shutdown();
    }
  }

  /** Ends at once. */
  void cut() {
    bytes.abort(new ConnectionCutException());
  }

  private static final class ConnectionCutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private ConnectionCutException() {
      super("The node stops", null, false, false);
    }
  }
}
