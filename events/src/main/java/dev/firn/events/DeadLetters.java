package dev.firn.events;

import dev.firn.events.DeadLetter.BatchPiece;
import dev.firn.events.DeadLetter.Cause;
import dev.firn.events.DeadLetter.Original;
import dev.firn.events.DeadLetter.Place;
import dev.firn.events.DeadLetter.Row;
import dev.firn.events.RowView.Field;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes dead letters of the rows of one append, whatever state they are in: what can be read of a
 * row is kept as it was, for the rest there is something that can be written.
 */
public final class DeadLetters {
  private final String writer;
  private final AppendedBatch append;
  private final EventBatch batch;
  private final @Nullable BatchRows rows;
  private final RowView view = new RowView();

  /**
   * @param writer the partition and its epoch
   */
  public DeadLetters(String writer, AppendedBatch append) {
    this.writer = writer;
    this.append = append;
    this.batch = append.batch();
    this.rows = open(batch);
  }

  /** Whatever a decoder throws at damaged bytes: it is why the row is here. */
  private static @Nullable BatchRows open(EventBatch batch) {
    try {
      return batch.open();
    } catch (RuntimeException e) {
      return null;
    }
  }

  /** The dead letter of a row. */
  public DeadLetter of(int index, Cause cause) {
    String identity = identity(index);
    BatchRows opened = rows;
    if (opened == null) {
      return letter(
          DeadLetter.UNKNOWN_ORIGIN,
          identity,
          null,
          null,
          index,
          cause,
          piece(index),
          startMicros());
    }
    RowView row = view(opened, index);
    return letter(
        opened.origin(index),
        identity,
        row,
        row == null ? null : json(row),
        index,
        cause,
        new Row(DeadLetter.base64(opened.bytes(index))),
        row == null ? startMicros() : timeMicros(row));
  }

  private DeadLetter letter(
      Origin origin,
      String identity,
      @Nullable RowView row,
      @Nullable String json,
      int index,
      Cause cause,
      Original original,
      long timeMicros) {
    return new DeadLetter(
        batch.partition(),
        origin,
        Objects.requireNonNullElse(row == null ? null : row.text(Field.ID), identity),
        Objects.requireNonNullElse(
            row == null ? null : row.text(Field.SOURCE), DeadLetter.UNREADABLE),
        timeMicros,
        json,
        new Place(writer, append.append(), index),
        cause,
        identity,
        original);
  }

  private String identity(int index) {
    return HexFormat.of()
        .formatHex(
            ByteBuffer.allocate(EventIds.BYTES)
                .putLong(batch.idHigh(index))
                .putLong(batch.idLow(index))
                .array());
  }

  private @Nullable RowView view(BatchRows opened, int index) {
    try {
      return view.at(opened, index);
    } catch (RuntimeException e) {
      return null;
    }
  }

  /** For people; the bytes are kept beside it, so one that cannot be rendered is no loss. */
  private static @Nullable String json(RowView row) {
    try {
      return CloudEventJson.of(row.toCloudEvent());
    } catch (RuntimeException e) {
      return null;
    }
  }

  private long startMicros() {
    return batch.partition().start().getEpochSecond() * 1_000_000;
  }

  private long timeMicros(RowView row) {
    long micros = row.timeMicros();
    boolean isOfThisHour =
        PartitionKey.of(batch.partition().type(), micros).hour() == batch.partition().hour();
    return isOfThisHour ? micros : startMicros();
  }

  /** The share of the batch's bytes that falls to this row among those that count. */
  private BatchPiece piece(int index) {
    int parts = append.accepted();
    int part = index - append.duplicates().get(0, index).cardinality();
    byte[] bytes = batch.bytes();
    int from = (int) ((long) bytes.length * part / parts);
    int to = (int) ((long) bytes.length * (part + 1) / parts);
    return new BatchPiece(DeadLetter.base64(Arrays.copyOfRange(bytes, from, to)), part, parts);
  }
}
