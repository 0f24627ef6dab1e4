package dev.firn.ops.send;

import org.jspecify.annotations.Nullable;

/**
 * One event as its file has it: the bytes go out as they are.
 *
 * @param file the file's name as the user gave it
 * @param line where the event starts, from 1
 * @param text its bytes, handed over, never to be changed
 * @param problem why it cannot be sent, or null
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copying every event would cost
record RawEvent(String file, long line, byte[] text, @Nullable String problem) {

  /** An event that is sent if it is a JSON object. */
  static RawEvent of(String file, long line, byte[] text) {
    return new RawEvent(file, line, text, JsonObjects.problemOf(text));
  }

  int size() {
    return text.length;
  }
}
