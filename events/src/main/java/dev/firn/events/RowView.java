package dev.firn.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over rows: moved to a row, it knows where each field lies in the batch's bytes, so that
 * a file writer copies no strings. One instance serves one thread.
 */
public final class RowView {
  /** The text fields of a row in the order in which they are encoded. */
  public enum Field {
    ID(0),
    SOURCE(1),
    SPECVERSION(2),
    SUBJECT(3),
    DATACONTENTTYPE(4),
    DATASCHEMA(5),
    DATA(6);

    private final int place;

    Field(int place) {
      this.place = place;
    }
  }

  private static final int FIELDS = Field.values().length;

  private final int[] starts = new int[FIELDS];
  private final int[] lengths = new int[FIELDS];
  private @Nullable BatchRows rows;
  private int row;
  private byte[] body = new byte[0];
  private long timeMicros;
  private int extensionCount;
  private int[] extensionSlices = new int[16];

  /** Moves to a row. */
  public RowView at(BatchRows target, int index) {
    rows = target;
    row = index;
    body = target.body();
    int offset = target.offset(index);
    ByteReader in = new ByteReader(body, offset, body.length - offset);
    timeMicros = in.readSignedVarint();
    for (int field = 0; field < FIELDS; field++) {
      int length = in.readNullableLength();
      starts[field] = in.position();
      lengths[field] = length;
      in.skip(Math.max(0, length));
    }
    readExtensions(in);
    return this;
  }

  private void readExtensions(ByteReader in) {
    extensionCount = in.readLength();
    if (extensionSlices.length < extensionCount * 4) {
      extensionSlices = new int[extensionCount * 4];
    }
    for (int i = 0; i < extensionCount * 4; i += 2) {
      int length = in.readLength();
      extensionSlices[i] = in.position();
      extensionSlices[i + 1] = length;
      in.skip(length);
    }
  }

  /** The bytes that the slices point into. */
  public byte[] body() {
    return body;
  }

  public long timeMicros() {
    return timeMicros;
  }

  public Origin origin() {
    return Objects.requireNonNull(rows, "at() comes first").origin(row);
  }

  public int start(Field field) {
    return starts[field.place];
  }

  /** The field's length in bytes, -1 where the field is null. */
  public int length(Field field) {
    return lengths[field.place];
  }

  public int extensionCount() {
    return extensionCount;
  }

  public int extensionNameStart(int extension) {
    return extensionSlices[extension * 4];
  }

  public int extensionNameLength(int extension) {
    return extensionSlices[extension * 4 + 1];
  }

  public int extensionValueStart(int extension) {
    return extensionSlices[extension * 4 + 2];
  }

  public int extensionValueLength(int extension) {
    return extensionSlices[extension * 4 + 3];
  }

  /** A copy of the row as values, for readers that are not in a hurry. */
  public CloudEvent toCloudEvent() {
    Map<String, String> extensions = new LinkedHashMap<>();
    for (int i = 0; i < extensionCount; i++) {
      extensions.put(
          new String(body, extensionNameStart(i), extensionNameLength(i), UTF_8),
          new String(body, extensionValueStart(i), extensionValueLength(i), UTF_8));
    }
    return new CloudEvent(
        required(Field.ID),
        required(Field.SOURCE),
        Objects.requireNonNull(rows, "at() comes first").batch().partition().type(),
        required(Field.SPECVERSION),
        timeMicros,
        text(Field.SUBJECT),
        text(Field.DATACONTENTTYPE),
        text(Field.DATASCHEMA),
        text(Field.DATA),
        extensions);
  }

  private String required(Field field) {
    return Objects.requireNonNull(text(field), () -> field + " is null in a row");
  }

  /** A copy of the field, null where it is null. */
  public @Nullable String text(Field field) {
    int length = length(field);
    return length < 0 ? null : new String(body, start(field), length, UTF_8);
  }
}
