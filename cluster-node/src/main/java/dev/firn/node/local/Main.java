package dev.firn.node.local;

import dev.firn.node.StartFailure;
import dev.firn.node.StopSignals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** {@code firn cluster}. */
public final class Main {
  private static final int CANNOT_START = 2;

  private Main() {}

  public static void main(String[] arguments) {
    long begun = System.nanoTime();
    try {
      LocalCluster cluster = LocalCluster.of(Options.parse(arguments), System.out);
      // From the first moment: what has been started by then is stopped, in its order.
      StopSignals.handle(() -> stop(cluster));
      start(cluster);
      System.out.printf(
          Locale.ROOT,
          "firn ready %s in %.1f s, nodes at %s%n",
          cluster.url(),
          (System.nanoTime() - begun) / 1e9,
          String.join(" ", cluster.nodeUrls()));
      sleep();
    } catch (IOException | RuntimeException e) {
      System.err.println("firn: " + StartFailure.sentence(e));
      Runtime.getRuntime().halt(CANNOT_START);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void start(LocalCluster cluster) throws IOException, InterruptedException {
    try {
      cluster.start();
    } catch (IOException | RuntimeException e) {
      if (cluster.isStoppedByOrder()) {
        sleep();
      }
      throw e;
    }
  }

  /** Whoever was told to stop ends the process. */
  private static void sleep() throws InterruptedException {
    TimeUnit.DAYS.sleep(Long.MAX_VALUE);
  }

  private static CompletionStage<Void> stop(LocalCluster cluster) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            cluster.stopByOrder();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
