package dev.firn.node;

import com.typesafe.config.ConfigException;
import dev.firn.journal.JournalInUseException;
import java.net.BindException;
import java.util.concurrent.CompletionException;
import org.apache.pekko.stream.BindFailedException;

/** Why a node did not start, in one sentence. */
final class StartFailure {
  private StartFailure() {}

  static String sentence(Throwable failure) {
    Throwable cause = cause(failure);
    if (cause instanceof ConfigException) {
      return "a setting is wrong: " + cause.getMessage();
    }
    if (cause instanceof BindFailedException || cause instanceof BindException) {
      return "the address is taken or not of this machine: choose another with --port or"
          + " -Dfirn.http.host ("
          + deepest(cause).getMessage()
          + ")";
    }
    if (cause instanceof IllegalArgumentException || cause instanceof JournalInUseException) {
      return String.valueOf(cause.getMessage());
    }
    return "cannot start: " + reason(cause);
  }

  /** The failure and what is at its root. */
  static String reason(Throwable failure) {
    Throwable cause = cause(failure);
    Throwable root = deepest(cause);
    return root == cause ? cause.toString() : cause + ", because of " + root;
  }

  /** Without what futures wrap around it. */
  static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static Throwable deepest(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
