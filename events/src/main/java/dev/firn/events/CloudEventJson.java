package dev.firn.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a row as the structured JSON event (CloudEvents JSON format 1.0.2) that it was, by
 * whatever mode it came: the inverse of decoding. Nothing is added: an event without a time has
 * none again.
 */
public final class CloudEventJson {
  private static final String HEX = "0123456789abcdef";

  private final StringBuilder out = new StringBuilder(1024);

  private CloudEventJson() {}

  public static String of(CloudEvent event) {
    CloudEventJson json = new CloudEventJson();
    json.write(event);
    return json.out.toString();
  }

  private void write(CloudEvent event) {
    out.append("{\"specversion\":");
    string(event.specversion());
    member("id", event.id());
    member("source", event.source());
    member("type", event.type());
    member("time", time(event));
    member("subject", event.subject());
    member("datacontenttype", event.datacontenttype());
    member("dataschema", event.dataschema());
    extensions(event);
    data(event);
    out.append('}');
  }

  private static @Nullable String time(CloudEvent event) {
    String asSent = event.extensions().get(ReservedExtensions.TIME);
    if (asSent != null) {
      return asSent.isEmpty() ? null : asSent;
    }
    long seconds = Math.floorDiv(event.timeMicros(), 1_000_000L);
    long micros = Math.floorMod(event.timeMicros(), 1_000_000L);
    return Instant.ofEpochSecond(seconds, micros * 1_000).toString();
  }

  private void extensions(CloudEvent event) {
    Set<String> types = notStrings(event.extensions().get(ReservedExtensions.TYPES));
    for (Map.Entry<String, String> extension : event.extensions().entrySet()) {
      String name = extension.getKey();
      if (name.startsWith("_")) {
        continue;
      }
      if (types.contains(name)) {
        name(name);
        out.append(extension.getValue());
      } else {
        member(name, extension.getValue());
      }
    }
  }

  /** The types themselves do not matter here: integers and booleans are written as they stand. */
  private static Set<String> notStrings(@Nullable String types) {
    Set<String> names = new HashSet<>();
    if (types != null) {
      for (String entry : types.split(",", -1)) {
        names.add(entry.substring(0, entry.indexOf(':')));
      }
    }
    return names;
  }

  private void data(CloudEvent event) {
    String data = event.data();
    if (data == null) {
      return;
    }
    String form = event.extensions().getOrDefault(ReservedExtensions.DATA, "");
    switch (form) {
      case ReservedExtensions.DATA_BASE64 -> member("data_base64", data);
      case ReservedExtensions.DATA_TEXT -> text(data, event.datacontenttype());
      default -> {
        name("data");
        out.append(data);
      }
    }
  }

  /** Text under a JSON content type is a body that was not JSON: only base64 can say so. */
  private void text(String data, @Nullable String contentType) {
    if (contentType == null || declaresJson(contentType)) {
      member("data_base64", Base64.getEncoder().encodeToString(data.getBytes(UTF_8)));
    } else {
      member("data", data);
    }
  }

  /**
   * Whether a content type declares JSON: subtype {@code json}, or one with the suffix {@code
   * +json}.
   */
  public static boolean declaresJson(String contentType) {
    int semicolon = contentType.indexOf(';');
    String bare = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    String essence = bare.strip().toLowerCase(Locale.ROOT);
    return essence.endsWith("/json") || essence.endsWith("+json");
  }

  private void member(String name, @Nullable String value) {
    if (value != null) {
      name(name);
      string(value);
    }
  }

  private void name(String name) {
    out.append(",\"").append(name).append("\":");
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      character(text.charAt(i));
    }
    out.append('"');
  }

  private void character(char c) {
    if (c == '"' || c == '\\') {
      out.append('\\').append(c);
    } else if (c < 0x20) {
      out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
    } else {
      out.append(c);
    }
  }
}
