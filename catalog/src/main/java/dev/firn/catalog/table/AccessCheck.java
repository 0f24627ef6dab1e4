package dev.firn.catalog.table;

import dev.firn.catalog.io.LocalFileIO;
import dev.firn.events.FailureText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.io.PositionOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Tries, at a node's start, what it will have to be allowed: to write an object below the table, to
 * read it back, to delete it, and to commit. A node that may not would acknowledge events and never
 * write them.
 */
public final class AccessCheck {
  private static final Logger LOG = LoggerFactory.getLogger(AccessCheck.class);
  private static final String FOLDER = "/start-checks/";

  private final EventTable table;

  public AccessCheck(EventTable table) {
    this.table = table;
  }

  /**
   * Blocks for some requests to store and catalog.
   *
   * @throws MissingAccessException when something was refused that waiting cannot mend
   * @throws RuntimeException when store or catalog failed otherwise, so that nothing was learnt
   */
  public void run() {
    byte[] text = "written by a node to see whether it may\n".getBytes(StandardCharsets.UTF_8);
    String location = table.form().location() + FOLDER + UUID.randomUUID();
    String needed =
        "The store does not let this node write and read below "
            + table.form().location()
            + ": the token in firn.catalog needs permission for storage, or the store keys of its"
            + " own in firn.catalog.properties";
    if (!Arrays.equals(allowed(needed, () -> writtenAndRead(location, text)), text)) {
      throw new MissingAccessException(
          "What was just written to " + location + " reads as something else");
    }
    delete(location);
    allowed(
        table.neededToCommit(),
        () -> {
          table.tryCommit();
          return true;
        });
  }

  private byte[] writtenAndRead(String location, byte[] text) {
    try {
      write(location, text);
      try (InputStream in = table.io().newInputFile(location).newStream()) {
        return in.readAllBytes();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Could not write and read " + location, e);
    }
  }

  private void write(String location, byte[] text) throws IOException {
    try (PositionOutputStream out = table.io().newOutputFile(location).create()) {
      out.write(text);
    }
  }

  private void delete(String location) {
    try {
      table.io().deleteFile(location);
    } catch (RuntimeException e) {
      LOG.warn(
          "{} cannot be deleted; lists of ids that nobody needs any more will stay, too: {}",
          location,
          FailureText.of(e));
    }
  }

  private <T> T allowed(String needed, Supplier<T> step) {
    try {
      return step.get();
    } catch (LinkageError e) {
      throw new MissingAccessException(
          "No file IO here serves "
              + table.form().location()
              + ": set \"io-impl\" in firn.catalog.properties, for a folder of this machine to "
              + LocalFileIO.class.getName(),
          e);
    } catch (RuntimeException e) {
      if (hasNoKeys(e)) {
        throw new MissingAccessException(
            "There are no keys for the store of "
                + table.form().location()
                + ": the catalog hands out none with the table, and none are in"
                + " firn.catalog.properties ("
                + FailureText.of(e)
                + ")",
            e);
      }
      if (isRefusal(e)) {
        throw new MissingAccessException(needed + " (" + FailureText.of(e) + ")", e);
      }
      throw e;
    }
  }

  /** The SDK has no type of its own for it: a client looked everywhere for keys and has none. */
  private static boolean hasNoKeys(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SdkClientException client
          && String.valueOf(client.getMessage()).startsWith("Unable to load credentials")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isRefusal(Throwable failure) {
    int status = statusOf(failure);
    return status == 401
        || status == 403
        || status == 404
        || has(failure, ForbiddenException.class)
        || has(failure, NotAuthorizedException.class)
        || has(failure, AccessDeniedException.class);
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> kind) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (kind.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  /** The store's HTTP status; 0 where it gave none. */
  private static int statusOf(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AwsServiceException answer) {
        return answer.statusCode();
      }
    }
    return 0;
  }
}
