package dev.firn.events;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event as its row has it. {@code data} is text: JSON as it was sent, or what the reserved
 * extension {@code _data} says.
 *
 * @param timeMicros microseconds since the epoch
 * @param extensions in the order in which they were sent
 */
public record CloudEvent(
    String id,
    String source,
    String type,
    String specversion,
    long timeMicros,
    @Nullable String subject,
    @Nullable String datacontenttype,
    @Nullable String dataschema,
    @Nullable String data,
    Map<String, String> extensions) {

  public CloudEvent {
    extensions = Collections.unmodifiableMap(new LinkedHashMap<>(extensions));
  }
}
