package dev.firn.node;

import dev.firn.node.settings.NodeConfig;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** {@code firn run}: one node in this process. */
public final class Main {
  private static final int CANNOT_START = 2;

  private Main() {}

  public static void main(String[] arguments) {
    FirnNode.start(NodeConfig::load)
        .whenComplete(
            (node, failure) -> {
              if (failure == null) {
                announce(node, System.out);
              } else {
                System.err.println("firn: " + StartFailure.sentence(failure));
                Runtime.getRuntime().halt(CANNOT_START);
              }
            });
  }

  private static void announce(FirnNode node, PrintStream out) {
    long started = ManagementFactory.getRuntimeMXBean().getStartTime();
    double seconds = (System.currentTimeMillis() - started) / 1000.0;
    out.println(String.format(Locale.ROOT, "firn ready %s in %.1f s", node.url(), seconds));
    out.flush();
  }
}
