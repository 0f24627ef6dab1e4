package dev.firn.node;

import com.typesafe.config.ConfigException;
import dev.firn.catalog.table.MissingAccessException;
import dev.firn.events.FailureText;
import dev.firn.journal.JournalInUseException;
import java.net.BindException;
import org.apache.pekko.remote.RemoteTransportException;
import org.apache.pekko.stream.BindFailedException;

/** Why a node did not start, in one sentence. */
public final class StartFailure {
  private StartFailure() {}

  public static String sentence(Throwable failure) {
    Throwable cause = FailureText.unwrapped(failure);
    if (cause instanceof ConfigException) {
      return "a setting is wrong: " + cause.getMessage();
    }
    if (isOfAddress(cause)) {
      return "the address is taken or not of this machine: choose another with --port or"
          + " -Dfirn.http.host ("
          + FailureText.ofRoot(cause)
          + ")";
    }
    if (cause instanceof RemoteTransportException) {
      return "the address of firn.cluster.host and port is taken, perhaps by another node, or not of"
          + " this machine ("
          + FailureText.ofRoot(cause)
          + ")";
    }
    if (cause instanceof IllegalArgumentException
        || cause instanceof MissingAccessException
        || cause instanceof JournalInUseException) {
      return String.valueOf(cause.getMessage());
    }
    return "cannot start: " + FailureText.of(cause);
  }

  private static boolean isOfAddress(Throwable cause) {
    return cause instanceof BindFailedException || cause instanceof BindException;
  }
}
