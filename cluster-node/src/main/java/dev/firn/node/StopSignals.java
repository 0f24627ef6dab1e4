package dev.firn.node;

import java.lang.reflect.Proxy;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and SIGINT stop the node first and the process then. As a shutdown hook, the stop would
 * run beside those of libraries: Iceberg's takes away the threads that the last commits need. A
 * second signal ends the process at once; nothing is lost by that either.
 */
public final class StopSignals {
  private static final Logger LOG = LoggerFactory.getLogger(StopSignals.class);
  private static final int EXIT_CODE_BASE = 128;

  private final Supplier<? extends CompletionStage<?>> stop;
  private final AtomicBoolean isStopping = new AtomicBoolean();

  private StopSignals(Supplier<? extends CompletionStage<?>> stop) {
    this.stop = stop;
  }

  /**
   * Where the JVM has no such handlers, its own way stays: the stop as a shutdown hook.
   *
   * @param stop completes when nothing is left to do
   */
  public static void handle(Supplier<? extends CompletionStage<?>> stop) {
    StopSignals signals = new StopSignals(stop);
    try {
      signals.handle("TERM", 15);
      signals.handle("INT", 2);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      LOG.info("Signals are left to the JVM: {}", String.valueOf(e));
    }
  }

  /** By reflection: the compiler warns of the class, which every JDK from 9 to 25 has. */
  private void handle(String name, int number) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Object onSignal =
        Proxy.newProxyInstance(
            handler.getClassLoader(),
            new Class<?>[] {handler},
            (proxy, method, arguments) -> {
              if (method.getName().equals("handle")) {
                onSignal(EXIT_CODE_BASE + number);
              }
              return null;
            });
    signal
        .getMethod("handle", signal, handler)
        .invoke(null, signal.getConstructor(String.class).newInstance(name), onSignal);
  }

  private void onSignal(int exitCode) {
    if (!isStopping.compareAndSet(false, true)) {
      Runtime.getRuntime().halt(exitCode);
    }
    Thread thread = new Thread(() -> stopThenExit(exitCode), "firn-exit");
    // Else the process could end by itself when the node has, with exit code 0.
    thread.setDaemon(false);
    thread.start();
  }

  private void stopThenExit(int exitCode) {
    try {
      stop.get().toCompletableFuture().join();
    } catch (CompletionException e) {
      LOG.warn("The node did not stop in order", e);
    }
    System.exit(exitCode);
  }
}
