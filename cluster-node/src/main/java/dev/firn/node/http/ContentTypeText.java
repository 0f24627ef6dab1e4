package dev.firn.node.http;

import java.util.List;
import org.apache.pekko.http.impl.settings.ParserSettingsImpl;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.settings.ParserSettings;
import org.apache.pekko.http.scaladsl.model.MediaType;
import org.jspecify.annotations.Nullable;
import scala.Function2;
import scala.Option;

/**
 * The Content-Type header as it was sent, because in binary mode it is an attribute of the event.
 * The HTTP library writes what it has parsed in another spelling, order and case, takes what it
 * cannot parse for octets, and then only leaves the header among the others, as text. So it is kept
 * from parsing it: which media type it may be, it asks a function, and that one fails. Multipart
 * types it knows without asking; they come in its spelling.
 */
final class ContentTypeText {
  /** The header's name among the others. */
  static final String HEADER = "content-type";

  private static final List<ContentType> NOT_PARSED =
      List.of(ContentTypes.NO_CONTENT_TYPE, ContentTypes.APPLICATION_OCTET_STREAM);

  private static final Function2<String, String, Option<MediaType>> KEEP_AS_SENT =
      (type, subtype) -> {
        throw new KeptAsSentException();
      };

  private ContentTypeText() {}

  /** Is no failure to anybody, so it has no stack trace. */
  private static final class KeptAsSentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KeptAsSentException() {
      super("kept as it was sent", null, false, false);
    }
  }

  /** The settings with that function, which the library itself lets only be set to a list. */
  static ParserSettings keepAsSent(ParserSettings settings) {
    ParserSettingsImpl all = (ParserSettingsImpl) settings;
    return all.copy(
        all.maxUriLength(),
        all.maxMethodLength(),
        all.maxResponseReasonLength(),
        all.maxHeaderNameLength(),
        all.maxHeaderValueLength(),
        all.maxHeaderCount(),
        all.maxContentLengthSetting(),
        all.maxToStrictBytes(),
        all.maxChunkExtLength(),
        all.maxChunkSize(),
        all.maxCommentParsingDepth(),
        all.uriParsingMode(),
        all.cookieParsingMode(),
        all.illegalHeaderWarnings(),
        all.ignoreIllegalHeaderFor(),
        all.errorLoggingVerbosity(),
        all.illegalResponseHeaderNameProcessingMode(),
        all.illegalResponseHeaderValueProcessingMode(),
        all.conflictingContentTypeHeaderProcessingMode(),
        all.headerValueCacheLimits(),
        all.includeTlsSessionInfoHeader(),
        all.includeSslSessionAttribute(),
        all.modeledHeaderParsing(),
        all.customMethods(),
        all.customStatusCodes(),
        KEEP_AS_SENT);
  }

  /** What was parsed all the same; null where the header is text, or is not there. */
  static @Nullable String parsed(ContentType type) {
    return NOT_PARSED.contains(type) ? null : type.toString();
  }

  /** Several headers are one whose values are a list (RFC 9110, 5.3), which is no media type. */
  static String with(@Nullable String before, String text) {
    return before == null || before.equals(text) ? text : before + ", " + text;
  }
}
