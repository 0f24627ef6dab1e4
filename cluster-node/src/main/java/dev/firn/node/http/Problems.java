package dev.firn.node.http;

import dev.firn.events.FailureText;
import dev.firn.events.decode.UnreadableRequestException;
import java.util.concurrent.CompletionException;
import org.apache.pekko.http.scaladsl.model.ExceptionWithErrorInfo;
import org.apache.pekko.stream.StreamTcpException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From failures to what a caller is told. */
final class Problems {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  private Problems() {}

  static Problem of(UnreadableRequestException failure) {
    String detail = String.valueOf(failure.getMessage());
    return switch (failure.category()) {
      case UNREADABLE -> Problem.of(ErrorCategory.UNREADABLE, "unreadable", detail);
      case TOO_LARGE -> Problem.of(ErrorCategory.TOO_LARGE, "too-large", detail);
      case UNSUPPORTED -> Problem.of(ErrorCategory.UNSUPPORTED, "unsupported", detail);
    };
  }

  static Problem of(@Nullable Throwable failure) {
    if (failure instanceof CompletionException && failure.getCause() != null) {
      return of(failure.getCause());
    }
    if (failure instanceof RequestRefusedException refused) {
      return refused.problem();
    }
    if (failure instanceof ExceptionWithErrorInfo || failure instanceof StreamTcpException) {
      return Problem.of(
          ErrorCategory.UNREADABLE,
          "body-cut-off",
          "The request body ended early: " + FailureText.of(failure));
    }
    LOG.error("A request failed in a way that nobody expected", failure);
    return Problem.of(ErrorCategory.BUG, "internal", "The node failed; its log says why");
  }
}
