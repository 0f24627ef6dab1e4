package dev.firn.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the node when its standard input ends, which is when whoever holds the other end does,
 * however that came about.
 */
final class EndOfInput {
  private static final Logger LOG = LoggerFactory.getLogger(EndOfInput.class);

  private EndOfInput() {}

  static void handle(InputStream input, Runnable stop) {
    Thread thread = new Thread(() -> await(input, stop), "firn-end-of-input");
    thread.setDaemon(true);
    thread.start();
  }

  private static void await(InputStream input, Runnable stop) {
    try {
      input.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      LOG.info("Standard input cannot be read: {}", e.getMessage());
    }
    LOG.info("Standard input has ended, and the node stops");
    stop.run();
  }
}
