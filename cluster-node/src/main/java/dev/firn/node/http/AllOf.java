package dev.firn.node.http;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Many stages as one. */
public final class AllOf {
  private AllOf() {}

  /** What all of them come to, in their order; fails where one does. */
  public static <T> CompletionStage<List<T>> stages(List<? extends CompletionStage<T>> stages) {
    List<CompletableFuture<T>> futures = new ArrayList<>();
    stages.forEach(stage -> futures.add(stage.toCompletableFuture()));
    return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
        .thenApply(done -> futures.stream().map(CompletableFuture::join).toList());
  }
}
