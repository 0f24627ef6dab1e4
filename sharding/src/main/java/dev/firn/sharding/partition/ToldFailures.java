package dev.firn.sharding.partition;

import org.jspecify.annotations.Nullable;

/**
 * Tells a failure from the same one in another wrapping: Pekko signals one failed recovery twice.
 */
final class ToldFailures {
  private static final int DEEPEST_CAUSE = 16;

  private @Nullable Throwable last;

  /** Whether it is another than the one before. */
  boolean isNews(Throwable failure) {
    Throwable root = rootOf(failure);
    boolean isNews = root != last;
    last = root;
    return isNews;
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    for (int depth = 0; root.getCause() != null && depth < DEEPEST_CAUSE; depth++) {
      root = root.getCause();
    }
    return root;
  }
}
