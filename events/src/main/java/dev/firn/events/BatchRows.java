package dev.firn.events;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The rows of an opened batch, each by its place in it. Immutable; the bytes are shared. */
public final class BatchRows {
  private final EventBatch batch;
  private final byte[] body;
  private final int[] offsets;
  private final int[] lengths;
  private final int[] blockOfRow;
  private final List<Origin> origins;

  BatchRows(EventBatch batch, byte[] body, int blocks) {
    this.batch = batch;
    this.body = body;
    this.offsets = new int[batch.rows()];
    this.lengths = new int[batch.rows()];
    this.blockOfRow = new int[batch.rows()];
    this.origins = new ArrayList<>(blocks);
    ByteReader in = new ByteReader(body);
    int row = 0;
    for (int block = 0; block < blocks; block++) {
      origins.add(Origin.readFrom(in));
      int count = in.readLength();
      in.readLength();
      for (int i = 0; i < count; i++) {
        int length = in.readLength();
        offsets[row] = in.position();
        lengths[row] = length;
        blockOfRow[row] = block;
        in.skip(length);
        row++;
      }
    }
    if (row != batch.rows()) {
      throw new IllegalArgumentException("A batch of " + batch.rows() + " rows holds " + row);
    }
  }

  public EventBatch batch() {
    return batch;
  }

  public int count() {
    return offsets.length;
  }

  /** The array that {@link RowView} slices point into; never to be changed. */
  public byte[] body() {
    return body;
  }

  public Origin origin(int row) {
    return origins.get(blockOfRow[row]);
  }

  /** The row's time in microseconds since the epoch, without reading the rest of it. */
  public long timeMicros(int row) {
    return new ByteReader(body, offsets[row], body.length - offsets[row]).readSignedVarint();
  }

  /**
   * A copy of the row as it is encoded, for {@link RowBlock#add(byte[], int, int, byte[], int,
   * int)}.
   */
  public byte[] bytes(int row) {
    return Arrays.copyOfRange(body, offsets[row], offsets[row] + lengths[row]);
  }

  int offset(int row) {
    return offsets[row];
  }
}
