package dev.firn.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row that could not be written, in the form of a row that can: an event of the same partition
 * that carries the original's bytes, and why it was set aside, under reserved extensions.
 *
 * @param partition of the original, and of this
 * @param origin of the original; {@link #UNKNOWN_ORIGIN} where its batch could not be opened
 * @param id of the original; its hashed identity in hex where it could not be read
 * @param source likewise, {@link #UNREADABLE}
 * @param timeMicros of the original; the start of the hour where it was of another, or unreadable
 * @param json the original as a CloudEvent in JSON, null where it cannot be rendered
 * @param place of the original in its partition
 * @param cause why it was set aside
 * @param identity the original's hashed identity, {@link EventIds#BYTES} bytes in hex
 * @param original what there is of the original
 */
public record DeadLetter(
    PartitionKey partition,
    Origin origin,
    String id,
    String source,
    long timeMicros,
    @Nullable String json,
    Place place,
    Cause cause,
    String identity,
    Original original) {
  public static final String UNREADABLE = "/firn/unreadable";
  public static final Origin UNKNOWN_ORIGIN = new Origin("unknown", 0, Edge.NONE);
  public static final String JSON_FORMAT = "application/cloudevents+json";

  /** Extensions that tell the {@link Place}. */
  public static final String WRITER = "_writer";

  public static final String APPEND = "_append";
  public static final String INDEX = "_index";

  private static final String REASON = "_reason";
  private static final String DETAIL = "_detail";
  private static final String IDENTITY = "_identity";
  private static final String ROW = "_row";
  private static final String BATCH = "_batch";
  private static final String PART = "_part";

  /**
   * Where a row stood: no two have one place.
   *
   * @param writer partition and epoch
   */
  public record Place(String writer, long append, int index) {

    /**
     * What a dead letter is known by: {@link EventIds#BYTES} bytes. The place of the original, not
     * its identity: handed over twice it is kept once, while each acknowledged event that is
     * rejected has a dead letter of its own, also where a client used an id again.
     */
    public byte[] identity() {
      String text = writer + " " + append + " " + index;
      try {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        return Arrays.copyOf(digest, EventIds.BYTES);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("Every Java platform has SHA-256", e);
      }
    }
  }

  /**
   * Why.
   *
   * @param reason one word for programs
   * @param detail for people
   */
  public record Cause(String reason, String detail) {
    /** Its batch cannot be decompressed or indexed; so are all its rows. */
    public static final String UNREADABLE_BATCH = "unreadable_batch";
  }

  /** What is left of a row. */
  public sealed interface Original {}

  /**
   * The row as it was encoded.
   *
   * @param base64 its bytes
   */
  public record Row(String base64) implements Original {}

  /**
   * A piece of a batch that cannot be opened; its bytes are dealt out, in order, over its rows.
   *
   * @param part from 0
   */
  public record BatchPiece(String base64, int part, int parts) implements Original {}

  /** The event that stands in for the original. */
  public CloudEvent toCloudEvent() {
    Map<String, String> extensions = new LinkedHashMap<>();
    extensions.put(REASON, cause.reason());
    extensions.put(DETAIL, cause.detail());
    extensions.put(WRITER, place.writer());
    extensions.put(APPEND, Long.toString(place.append()));
    extensions.put(INDEX, Integer.toString(place.index()));
    extensions.put(IDENTITY, identity);
    if (original instanceof Row row) {
      extensions.put(ROW, row.base64());
    } else if (original instanceof BatchPiece piece) {
      extensions.put(BATCH, piece.base64());
      extensions.put(PART, piece.part() + "/" + piece.parts());
    }
    return new CloudEvent(
        id,
        source,
        partition.type(),
        "1.0",
        timeMicros,
        null,
        json == null ? null : JSON_FORMAT,
        null,
        json,
        extensions);
  }

  /**
   * Reads a stand-in back; empty where the event is none.
   *
   * @throws IllegalArgumentException when it is one, and damaged
   */
  public static Optional<DeadLetter> of(CloudEvent event, Origin origin) {
    Map<String, String> extensions = event.extensions();
    if (!extensions.containsKey(REASON) || !extensions.containsKey(IDENTITY)) {
      return Optional.empty();
    }
    return Optional.of(
        new DeadLetter(
            PartitionKey.of(event.type(), event.timeMicros()),
            origin,
            event.id(),
            event.source(),
            event.timeMicros(),
            event.data(),
            new Place(
                value(extensions, WRITER),
                Long.parseLong(value(extensions, APPEND)),
                Integer.parseInt(value(extensions, INDEX))),
            new Cause(value(extensions, REASON), value(extensions, DETAIL)),
            value(extensions, IDENTITY),
            original(extensions)));
  }

  private static Original original(Map<String, String> extensions) {
    String row = extensions.get(ROW);
    if (row != null) {
      return new Row(row);
    }
    String[] part = value(extensions, PART).split("/", 2);
    return new BatchPiece(
        value(extensions, BATCH), Integer.parseInt(part[0]), Integer.parseInt(part[1]));
  }

  private static String value(Map<String, String> extensions, String key) {
    String value = extensions.get(key);
    if (value == null) {
      throw new IllegalArgumentException("A dead letter without " + key);
    }
    return value;
  }

  /** The original's hashed identity, as {@link RowBlock} wants it. */
  public byte[] identityBytes() {
    return HexFormat.of().parseHex(identity);
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
