package dev.firn.node.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.MediaType;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.settings.ParserSettings;
import org.jspecify.annotations.Nullable;

/**
 * The Content-Type header as text. The HTTP library hands out a parsed one only, which is written
 * again here in its usual form: {@code type/subtype; charset=name}, the name in lower case.
 */
final class ContentTypeText {

  /**
   * Types for which the library knows but one charset and drops what a request says of it; declared
   * anew, so that it keeps it.
   */
  private static final List<MediaType> WITH_CHARSET =
      List.of(
          open("json"),
          open("problem+json"),
          open("merge-patch+json"),
          open("json-patch+json"),
          open("geo+json"),
          open("hal+json"));

  private ContentTypeText() {}

  private static MediaType open(String subtype) {
    return MediaTypes.customWithOpenCharset("application", subtype, Map.of(), true, new String[0]);
  }

  static ParserSettings keepCharsets(ParserSettings settings) {
    return settings.withCustomMediaTypes(WITH_CHARSET.toArray(new MediaType[0]));
  }

  /** The text; null where the request has no Content-Type. */
  static @Nullable String of(ContentType type) {
    if (type.equals(ContentTypes.NO_CONTENT_TYPE)) {
      return null;
    }
    String text = type.toString();
    int charset = text.indexOf("; charset=");
    return charset < 0
        ? text
        : text.substring(0, charset) + text.substring(charset).toLowerCase(Locale.ROOT);
  }
}
