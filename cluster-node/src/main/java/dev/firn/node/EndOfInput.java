package dev.firn.node;

import com.typesafe.config.Config;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the node when its standard input ends, which is when whoever holds the other end does,
 * however that came about. Where there is no node yet, the process ends.
 */
final class EndOfInput {
  private static final Logger LOG = LoggerFactory.getLogger(EndOfInput.class);
  private static final int EXIT_CODE = 143;

  private final InputStream input;
  private volatile Runnable stop = () -> Runtime.getRuntime().halt(EXIT_CODE);

  EndOfInput(InputStream input) {
    this.input = input;
  }

  /** Begins to watch, where the settings say so; gives them back. */
  Config watched(Config config) {
    if (config.getBoolean("firn.stop-at-end-of-input")) {
      Thread thread = new Thread(this::await, "firn-end-of-input");
      thread.setDaemon(true);
      thread.start();
    }
    return config;
  }

  /** From now on there is a node to stop. */
  void stops(Runnable node) {
    stop = node;
  }

  private void await() {
    try {
      input.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      LOG.info("Standard input cannot be read: {}", e.getMessage());
    }
    LOG.info("Standard input has ended, and the node stops");
    stop.run();
  }
}
