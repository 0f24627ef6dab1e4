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
    // Signals are obeyed from the first moment: what was started is stopped, in its order.
    CompletableFuture<LocalCluster> started = new CompletableFuture<>();
    StopSignals.handle(() -> stop(started));
    try {
      LocalCluster cluster = LocalCluster.start(Options.parse(arguments), System.out);
      started.complete(cluster);
      System.out.printf(
          Locale.ROOT,
          "firn ready %s in %.1f s, nodes at %s%n",
          cluster.url(),
          (System.nanoTime() - begun) / 1e9,
          String.join(" ", cluster.nodeUrls()));
      TimeUnit.DAYS.sleep(Long.MAX_VALUE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      started.completeExceptionally(e);
      System.err.println("firn: " + StartFailure.sentence(e));
      Runtime.getRuntime().halt(CANNOT_START);
    }
  }

  private static CompletionStage<Void> stop(CompletableFuture<LocalCluster> started) {
    return started.thenAccept(
        cluster -> {
          try {
            cluster.stop();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
