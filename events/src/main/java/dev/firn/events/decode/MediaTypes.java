package dev.firn.events.decode;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The few questions that are asked of a media type. */
final class MediaTypes {
  private MediaTypes() {}

  /** Type and subtype in lower case, without parameters. */
  static String essence(String mediaType) {
    int semicolon = mediaType.indexOf(';');
    String bare = semicolon < 0 ? mediaType : mediaType.substring(0, semicolon);
    return bare.strip().toLowerCase(Locale.ROOT);
  }

  static boolean isMediaType(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return AttributeRules.isMediaType(bytes, 0, bytes.length);
  }

  /** The charset parameter in lower case, null where there is none. */
  static @Nullable String charset(String mediaType) {
    for (String parameter : mediaType.split(";", -1)) {
      String[] pair = parameter.split("=", 2);
      if (pair.length == 2 && pair[0].strip().equalsIgnoreCase("charset")) {
        return pair[1].strip().replace("\"", "").toLowerCase(Locale.ROOT);
      }
    }
    return null;
  }

  /** Whether text of this type is UTF-8 as far as it says. */
  static boolean isUtf8(String mediaType) {
    String charset = charset(mediaType);
    return charset == null
        || charset.equals("utf-8")
        || charset.equals("utf8")
        || charset.equals("us-ascii");
  }
}
