package dev.firn.journal;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.dispatch.Futures;
import org.jspecify.annotations.Nullable;
import scala.concurrent.Future;
import scala.concurrent.Promise;

/**
 * Scala futures as Pekko's plugin API wants them. A failure arrives as what it is, without the
 * CompletionException that Java's stages wrap it in, so that entities can tell a full journal from
 * a broken one.
 */
public final class PluginFutures {

  private PluginFutures() {}

  public static <T> Future<T> of(CompletionStage<T> stage) {
    Promise<T> promise = Futures.promise();
    stage.whenComplete((value, error) -> complete(promise, value, error));
    return promise.future();
  }

  public static Future<Void> ofDone(CompletionStage<Done> stage) {
    return of(stage.thenApply(PluginFutures::nothing));
  }

  private static <T> void complete(Promise<T> promise, T value, @Nullable Throwable error) {
    if (error == null) {
      promise.success(value);
    } else {
      Throwable cause = error instanceof CompletionException ? error.getCause() : null;
      promise.failure(cause == null ? error : cause);
    }
  }

  private static @Nullable Void nothing(Done done) {
    return null;
  }
}
