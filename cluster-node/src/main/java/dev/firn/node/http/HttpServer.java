package dev.firn.node.http;

import dev.firn.node.listen.HeadLimits;
import dev.firn.node.listen.HttpListener;
import dev.firn.node.settings.HeaderLimits;
import dev.firn.node.settings.HttpSettings;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.settings.ServerSettings;

/**
 * The node's one port. It is bound before the node is ready, because the node's own catalog client
 * comes in here too; which routes it has changes as the node starts.
 */
final class HttpServer {
  /** Behind the headers; the library counts it as one of them. */
  static final int EMPTY_LINE = 1;

  /** The method, the version and the ends of two lines. */
  private static final int AROUND_THE_URL = 64;

  private final HttpSettings settings;
  private final LargeHeads largeHeads;
  private final OpenRequests open = new OpenRequests();
  private volatile Router router;

  HttpServer(HttpSettings settings, Router first) {
    this.settings = settings;
    this.largeHeads = new LargeHeads(settings.headers().totalBytes());
    this.router = first;
  }

  /** Fails where the address cannot be had; nobody keeps it from being taken afterwards. */
  static void requireFree(HttpSettings settings) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(settings.host(), settings.port()));
    } catch (SocketException e) {
      BindException taken =
          new BindException(settings.host() + ":" + settings.port() + ", " + e.getMessage());
      taken.addSuppressed(e);
      throw taken;
    }
  }

  CompletionStage<HttpListener.Bound> bind(ActorSystem<?> system) {
    return HttpListener.bind(
        system,
        InetSocketAddress.createUnresolved(settings.host(), settings.port()),
        serverSettings(system),
        headLimits(),
        this::handle);
  }

  /** No head that is within the limits of its parts is longer. */
  private HeadLimits headLimits() {
    HeaderLimits headers = settings.headers();
    long bytes = (long) settings.maxUriLength() + headers.totalBytes() + AROUND_THE_URL;
    return new HeadLimits(bytes, headers.timeout());
  }

  private ServerSettings serverSettings(ActorSystem<?> system) {
    ServerSettings defaults = ServerSettings.create(system.classicSystem());
    HeaderLimits headers = settings.headers();
    return defaults
        .withMaxConnections(settings.maxConnections())
        .withBacklog(settings.backlog())
        .withParserSettings(
            ContentTypeText.keepAsSent(defaults.getParserSettings())
                .withMaxUriLength(settings.maxUriLength())
                .withMaxHeaderCount(headers.count() + EMPTY_LINE)
                .withMaxHeaderNameLength(headers.nameBytes())
                .withMaxHeaderValueLength(headers.valueBytes())
                .withModeledHeaderParsing(false))
        .withParsingErrorHandler(UnreadableHeads.class.getName());
  }

  void route(Router next) {
    router = next;
  }

  /** The catalog's requests do not count: those of this node come as long as others are open. */
  CompletionStage<Done> whenAllAnswered() {
    return open.none();
  }

  private CompletionStage<HttpResponse> handle(HttpRequest request) {
    try {
      if (TornHeaders.areIn(request)) {
        return CompletableFuture.completedFuture(TornHeaders.refusal());
      }
      if (largeHeads.isOne(request)) {
        return CompletableFuture.completedFuture(largeHeads.refusal());
      }
      return request.getUri().path().startsWith(CatalogRoute.PATH)
          ? router.handle(request)
          : open.count(() -> router.handle(request));
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(Answers.problem(Problems.of(e)));
    }
  }
}
