package dev.firn.node;

import dev.firn.node.settings.NodeConfig;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.concurrent.CompletionException;

/** {@code firn run}: one node in this process. */
public final class Main {
  private static final int CANNOT_START = 2;

  private Main() {}

  public static void main(String[] arguments) {
    try {
      // This thread waits, as long as the start waits for its catalog. Where it did not, the last
      // thread of a start that failed could end first, and the process with it: exit code 0.
      FirnNode node = FirnNode.startAlone(NodeConfig::load).toCompletableFuture().join();
      StopSignals.handle(node::stop);
      announce(node, System.out);
    } catch (CompletionException e) {
      System.err.println("firn: " + StartFailure.sentence(e));
      Runtime.getRuntime().halt(CANNOT_START);
    }
  }

  private static void announce(FirnNode node, PrintStream out) {
    long started = ManagementFactory.getRuntimeMXBean().getStartTime();
    double seconds = (System.currentTimeMillis() - started) / 1000.0;
    out.println(String.format(Locale.ROOT, "firn ready %s in %.1f s", node.url(), seconds));
    out.flush();
  }
}
