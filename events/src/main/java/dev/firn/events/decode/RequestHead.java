package dev.firn.events.decode;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the decoder needs to know of a request beside its body.
 *
 * @param contentType the Content-Type header as it was sent, null where there was none
 * @param headers names in lower case, values as they were sent, bytes beyond ASCII read as UTF-8,
 *     see {@link #hasStrayBytes}; only those that begin with {@code ce-} are looked at
 */
public record RequestHead(@Nullable String contentType, List<Map.Entry<String, String>> headers) {
  private static final char FIRST_STRAY_BYTE = 0xff80;

  public RequestHead {
    headers = List.copyOf(headers);
  }

  /**
   * Whether a header may hold bytes that are no UTF-8. An HTTP library that takes such a byte,
   * which has a sign in Java, for a character makes U+FF00 and the byte of it. The few characters
   * that look the same (half-width forms, the replacement character) can be percent-encoded.
   */
  public static boolean hasStrayBytes(String header) {
    for (int i = 0; i < header.length(); i++) {
      if (header.charAt(i) >= FIRST_STRAY_BYTE) {
        return true;
      }
    }
    return false;
  }
}
