package dev.firn.ops.send;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The events of one input, one after another, in bounded memory. */
interface EventReader {
  /** No event can be larger: a request is held to 5 MiB. */
  int LARGEST_EVENT = 4 << 20;

  /** How much is kept of what is larger, to show it. */
  int KEPT_OF_OVERLONG = 1 << 10;

  /** The next event, or null at the end. */
  @Nullable RawEvent next() throws IOException;

  /** The reject that stands for an event beyond {@link #LARGEST_EVENT}. */
  static RawEvent overlong(String file, long line, byte[] beginning) {
    return new RawEvent(file, line, beginning, "larger than " + LARGEST_EVENT + " bytes");
  }
}
