package dev.firn.node.listen;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.TLSProtocol.SslTlsInbound;
import org.apache.pekko.stream.TLSProtocol.SslTlsOutbound;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.TLSPlacebo;
import org.apache.pekko.stream.javadsl.Tcp;
import org.apache.pekko.stream.javadsl.Tcp.IncomingConnection;
import org.apache.pekko.stream.javadsl.Tcp.ServerBinding;
import org.apache.pekko.util.ByteString;

/**
 * A bound port that speaks HTTP/1.1. What the library offers ready-made is the same but for one
 * thing: it counts a head when it has ended, and this one while it comes.
 */
public final class HttpListener {
  private final Function<HttpRequest, CompletionStage<HttpResponse>> handler;
  private final HeadLimits headLimits;
  private final BidiFlow<HttpResponse, ByteString, ByteString, HttpRequest, NotUsed> http;
  private final Attributes attributes;
  private final Materializer materializer;
  private final Set<HttpConnection> open = ConcurrentHashMap.newKeySet();

  private HttpListener(
      ActorSystem<?> system,
      ServerSettings settings,
      HeadLimits headLimits,
      Function<HttpRequest, CompletionStage<HttpResponse>> handler) {
    this.handler = handler;
    this.headLimits = headLimits;
    this.http = http(system, settings);
    this.attributes = attributes(settings);
    this.materializer = Materializer.matFromSystem(system);
  }

  /** A port that is listened on. */
  public record Bound(InetSocketAddress address, HttpListener listener, ServerBinding binding) {

    /**
     * Takes no connection any more; those that are open end with the answer to the request in hand.
     *
     * @param patience after which those are cut off that have not ended
     */
    public CompletionStage<Done> terminate(Duration patience) {
      return binding.unbind().thenCompose(unbound -> listener.end(patience));
    }
  }

  /** Listens; fails where the port is taken. */
  public static CompletionStage<Bound> bind(
      ActorSystem<?> system,
      InetSocketAddress address,
      ServerSettings settings,
      HeadLimits headLimits,
      Function<HttpRequest, CompletionStage<HttpResponse>> handler) {
    HttpListener listener = new HttpListener(system, settings, headLimits, handler);
    return Tcp.get(system)
        .bind(
            address.getHostString(),
            address.getPort(),
            settings.getBacklog(),
            settings.getSocketOptions(),
            false,
            Optional.<Duration>empty())
        .mapAsyncUnordered(settings.getMaxConnections(), listener::serve)
        .to(Sink.ignore())
        .run(listener.materializer)
        .thenApply(binding -> new Bound(binding.localAddress(), listener, binding));
  }

  /** Reads requests and writes answers; made once, as every connection shares what it has read. */
  private static BidiFlow<HttpResponse, ByteString, ByteString, HttpRequest, NotUsed> http(
      ActorSystem<?> system, ServerSettings settings) {
    scala.concurrent.duration.Duration idle = settings.getTimeouts().idleTimeout();
    BidiFlow<ByteString, ByteString, ByteString, ByteString, NotUsed> whileItLives =
        idle.isFinite()
            ? BidiFlow.bidirectionalIdleTimeout(Duration.ofNanos(idle.toNanos()))
            : BidiFlow.identity();
    return Http.get(system).serverLayer(settings).atop(inPlain()).atop(whileItLives);
  }

  /** What it makes of bytes is what the library takes, if by a wider name. */
  @SuppressWarnings("unchecked")
  private static BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed>
      inPlain() {
    return (BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed>)
        (BidiFlow<SslTlsOutbound, ByteString, ByteString, ?, NotUsed>) TLSPlacebo.getInstance();
  }

  /** What went wrong on one side is to be seen on the other before it only sees that it ended. */
  private static Attributes attributes(ServerSettings settings) {
    return Attributes.none()
        .and(
            new Attributes.CancellationStrategy(
                Attributes.cancellationStrategyAfterDelay(
                    settings.getStreamCancellationDelay(),
                    Attributes.cancellationStrategyFailStage())));
  }

  private CompletionStage<Done> serve(IncomingConnection incoming) {
    HttpConnection connection = new HttpConnection(handler, headLimits);
    open.add(connection);
    connection.begin(incoming.flow(), http, attributes, materializer);
    return connection
        .ended()
        .thenApply(
            done -> {
              open.remove(connection);
              return done;
            });
  }

  private CompletionStage<Done> end(Duration patience) {
    open.forEach(HttpConnection::end);
    return CompletableFuture.allOf(
            open.stream().map(HttpConnection::ended).toArray(CompletableFuture[]::new))
        .thenApply(all -> Done.getInstance())
        .completeOnTimeout(Done.getInstance(), patience.toMillis(), TimeUnit.MILLISECONDS)
        .thenApply(
            done -> {
              open.forEach(HttpConnection::cut);
              return done;
            });
  }
}
