package dev.firn.node.local;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.Tcp;
import org.apache.pekko.stream.javadsl.Tcp.IncomingConnection;
import org.apache.pekko.stream.javadsl.Tcp.ServerBinding;
import org.apache.pekko.util.ByteString;

/**
 * One address for all nodes: connections go to those that are ready, one after the other, and end
 * with the node, as behind the load balancer of a data centre. Nothing is read in between.
 */
final class Balancer {
  private static final String HOST = "127.0.0.1";

  private final ActorSystem<?> system;
  private final Materializer materializer;
  private final Supplier<List<Integer>> ready;
  private final AtomicInteger next = new AtomicInteger();

  /**
   * @param ready ports of the nodes that take requests now
   */
  Balancer(ActorSystem<?> system, Supplier<List<Integer>> ready) {
    this.system = system;
    this.materializer = Materializer.createMaterializer(system);
    this.ready = ready;
  }

  CompletionStage<ServerBinding> bind(int port) {
    return Tcp.get(system).bind(HOST, port).to(Sink.foreach(this::connect)).run(materializer);
  }

  private void connect(IncomingConnection connection) {
    List<Integer> nodes = ready.get();
    if (nodes.isEmpty()) {
      connection.handleWith(nobody(), materializer);
    } else {
      int node = nodes.get(Math.floorMod(next.getAndIncrement(), nodes.size()));
      connection.handleWith(to(node), materializer);
    }
  }

  private static Flow<ByteString, ByteString, ?> nobody() {
    return Flow.fromSinkAndSource(Sink.cancelled(), Source.empty());
  }

  private Flow<ByteString, ByteString, ?> to(int port) {
    return Tcp.get(system).outgoingConnection(HOST, port);
  }
}
