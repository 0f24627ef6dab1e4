package dev.firn.node.http;

import dev.firn.events.FailureText;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.RESTException;
import org.apache.iceberg.exceptions.RuntimeIOException;

/** From failures of what was asked of the table to what a caller is told. */
final class TableProblems {
  private TableProblems() {}

  static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? unwrapped(failure.getCause())
        : failure;
  }

  static Problem of(Throwable failure) {
    if (failure instanceof IllegalArgumentException) {
      return Problem.of(
          ErrorCategory.UNREADABLE, "parameters", String.valueOf(failure.getMessage()));
    }
    if (failure instanceof CommitStateUnknownException) {
      return Problem.of(
          ErrorCategory.DEPENDENCY,
          "outcome-unknown",
          "Nobody knows whether it was done, look before ordering it again: "
              + FailureText.of(failure));
    }
    return isOfTheTable(failure)
        ? Problem.of(
            ErrorCategory.DEPENDENCY,
            "table-unreachable",
            "Catalog or store did not answer as they should: " + FailureText.of(failure))
        : Problems.of(failure);
  }

  private static boolean isOfTheTable(Throwable failure) {
    return failure instanceof RESTException
        || failure instanceof NoSuchTableException
        || failure instanceof RuntimeIOException
        || failure instanceof UncheckedIOException;
  }
}
