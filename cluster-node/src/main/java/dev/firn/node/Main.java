package dev.firn.node;

import dev.firn.node.settings.NodeConfig;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.concurrent.CompletionException;

/** {@code firn run}: one node in this process. */
public final class Main {
  private static final int CANNOT_START = 2;
  private static final int OUT_OF_CLUSTER = 4;

  private Main() {}

  public static void main(String[] arguments) {
    try {
      // This thread waits, as long as the start waits for its catalog. Where it did not, the last
      // thread of a start that failed could end first, and the process with it: exit code 0.
      EndOfInput endOfInput = new EndOfInput(System.in);
      FirnNode node =
          FirnNode.startAlone(() -> endOfInput.watched(NodeConfig.load()))
              .toCompletableFuture()
              .join();
      StopSignals.handle(node::stop);
      endOfInput.stops(node::stop);
      announce(node, System.out);
      node.whenEnded().toCompletableFuture().join().ifPresent(Main::end);
    } catch (CompletionException e) {
      System.err.println("firn: " + StartFailure.sentence(e));
      Runtime.getRuntime().halt(CANNOT_START);
    }
  }

  /** What looks after the process starts it again; nothing is lost, and shards live elsewhere. */
  private static void end(String why) {
    System.err.println("firn: " + why);
    Runtime.getRuntime().halt(OUT_OF_CLUSTER);
  }

  private static void announce(FirnNode node, PrintStream out) {
    long started = ManagementFactory.getRuntimeMXBean().getStartTime();
    double seconds = (System.currentTimeMillis() - started) / 1000.0;
    out.println(String.format(Locale.ROOT, "firn ready %s in %.1f s", node.url(), seconds));
    out.flush();
  }
}
