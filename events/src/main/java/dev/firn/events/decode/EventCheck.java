package dev.firn.events.decode;

import dev.firn.events.CloudEventJson;
import dev.firn.events.DurationText;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether a draft is a CloudEvent 1.0 within the limits. What repeats the event before is not
 * looked at again. Holds what it learnt of the last draft.
 */
final class EventCheck {
  private static final byte[] VERSION = {'1', '.', '0'};
  private static final long NO_BOUND = Long.MAX_VALUE;

  private final IngestLimits limits;
  private final long pastMicros;
  private final long futureMicros;
  private final EventTime time = new EventTime();
  private final Seen type = new Seen();
  private final Seen source = new Seen();
  private final Seen dataschema = new Seen();
  private final Seen datacontenttype = new Seen();
  private boolean contentTypeIsJson;
  private boolean declaresJson;

  EventCheck(IngestLimits limits) {
    this.limits = limits;
    this.pastMicros = micros(limits.acceptPast());
    this.futureMicros = micros(limits.acceptFuture());
  }

  private static long micros(Optional<Duration> bound) {
    return bound.map(d -> d.toNanos() / 1_000).orElse(NO_BOUND);
  }

  /** The time of the last draft; only where it has one. */
  EventTime time() {
    return time;
  }

  /** Whether the last draft's data is JSON by its content type; without one it is. */
  boolean declaresJson() {
    return declaresJson;
  }

  /** Checks everything; what is wrong is noted in the draft. */
  boolean passes(EventDraft draft, int size, long arrivalMicros) {
    if (size > limits.eventBytes()) {
      draft.reject(
          RejectionReason.TOO_LARGE,
          "expected an event of at most " + limits.eventBytes() + " bytes, found " + size);
    }
    checkVersion(draft);
    checkType(draft);
    checkSource(draft);
    checkText(draft, Attribute.ID, true, limits.idBytes());
    checkText(draft, Attribute.SUBJECT, false, limits.eventBytes());
    checkTime(draft, arrivalMicros);
    checkContentType(draft);
    checkSchema(draft);
    checkExtensions(draft);
    return draft.reason() == null;
  }

  private static void checkVersion(EventDraft draft) {
    Slice version = draft.attribute(Attribute.SPECVERSION);
    if (!version.isPresent()) {
      missing(draft, Attribute.SPECVERSION);
    } else if (!version.contentEquals(VERSION)) {
      draft.reject(
          RejectionReason.UNSUPPORTED_SPECVERSION,
          "specversion: expected '1.0', found " + Quote.of(version));
    }
  }

  private void checkType(EventDraft draft) {
    Slice value = draft.attribute(Attribute.TYPE);
    if (!type.is(value) && checkText(draft, Attribute.TYPE, true, limits.typeBytes())) {
      type.remember(value);
    }
  }

  private void checkSource(EventDraft draft) {
    Slice value = draft.attribute(Attribute.SOURCE);
    if (source.is(value) || !checkText(draft, Attribute.SOURCE, true, limits.sourceBytes())) {
      return;
    }
    if (AttributeRules.isUriReference(value.bytes(), value.offset(), value.end())) {
      source.remember(value);
    } else {
      draft.invalid(Attribute.SOURCE, "a URI-reference (RFC 3986)", Quote.of(value));
    }
  }

  private void checkContentType(EventDraft draft) {
    Slice value = draft.attribute(Attribute.DATACONTENTTYPE);
    if (!value.isPresent()) {
      declaresJson = true;
      return;
    }
    if (!datacontenttype.is(value)) {
      if (!AttributeRules.isMediaType(value.bytes(), value.offset(), value.end())) {
        draft.invalid(Attribute.DATACONTENTTYPE, "a media type (RFC 2046)", Quote.of(value));
        return;
      }
      datacontenttype.remember(value);
      contentTypeIsJson = CloudEventJson.declaresJson(value.text());
    }
    declaresJson = contentTypeIsJson;
  }

  private void checkSchema(EventDraft draft) {
    Slice value = draft.attribute(Attribute.DATASCHEMA);
    if (!value.isPresent() || dataschema.is(value)) {
      return;
    }
    if (checkText(draft, Attribute.DATASCHEMA, false, limits.eventBytes())) {
      if (AttributeRules.isUri(value.bytes(), value.offset(), value.end())) {
        dataschema.remember(value);
      } else {
        draft.invalid(Attribute.DATASCHEMA, "an absolute URI (RFC 3986)", Quote.of(value));
      }
    }
  }

  private void checkTime(EventDraft draft, long arrivalMicros) {
    Slice value = draft.attribute(Attribute.TIME);
    if (!value.isPresent()) {
      return;
    }
    if (!time.parse(value.bytes(), value.offset(), value.length())) {
      draft.invalid(Attribute.TIME, "a timestamp (RFC 3339)", Quote.of(value));
    } else if (pastMicros != NO_BOUND && time.micros() < arrivalMicros - pastMicros) {
      outOfWindow(draft, "before now", limits.acceptPast(), value);
    } else if (futureMicros != NO_BOUND && time.micros() > arrivalMicros + futureMicros) {
      outOfWindow(draft, "ahead of now", limits.acceptFuture(), value);
    }
  }

  private static void outOfWindow(
      EventDraft draft, String side, Optional<Duration> bound, Slice value) {
    draft.reject(
        RejectionReason.TIME_OUT_OF_WINDOW,
        "time: expected at most "
            + DurationText.of(bound.orElse(Duration.ZERO))
            + " "
            + side
            + ", found "
            + Quote.of(value));
  }

  private static void checkExtensions(EventDraft draft) {
    for (int i = 0; i < draft.extensions(); i++) {
      Slice value = draft.extensionValue(i);
      if (value.isPresent()
          && !AttributeRules.isString(value.bytes(), value.offset(), value.end())) {
        draft.reject(
            RejectionReason.INVALID_ATTRIBUTE,
            Quote.of(draft.extensionName(i)) + ": expected text without control characters");
      }
    }
  }

  private static boolean checkText(
      EventDraft draft, Attribute attribute, boolean required, int most) {
    Slice value = draft.attribute(attribute);
    if (!value.isPresent()) {
      if (required) {
        missing(draft, attribute);
      }
      return false;
    }
    if (value.length() == 0) {
      draft.invalid(attribute, "a non-empty string", "an empty one");
      return false;
    }
    if (value.length() > most) {
      draft.reject(
          RejectionReason.TOO_LARGE,
          attribute.text() + ": expected at most " + most + " bytes, found " + value.length());
      return false;
    }
    if (!AttributeRules.isString(value.bytes(), value.offset(), value.end())) {
      draft.invalid(attribute, "text without control characters", "some");
      return false;
    }
    return true;
  }

  private static void missing(EventDraft draft, Attribute attribute) {
    draft.reject(
        RejectionReason.MISSING_ATTRIBUTE,
        attribute.text() + ": expected, as every event needs it; found none");
  }
}
