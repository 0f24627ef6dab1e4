package dev.firn.events.decode;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the decoder needs to know of a request beside its body.
 *
 * @param contentType the Content-Type header as it was sent, null where there was none
 * @param headers names in lower case, values as they were sent, bytes beyond ASCII read as UTF-8;
 *     only those that begin with {@code ce-} are looked at
 */
public record RequestHead(@Nullable String contentType, List<Map.Entry<String, String>> headers) {
  public RequestHead {
    headers = List.copyOf(headers);
  }
}
