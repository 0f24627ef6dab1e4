package dev.firn.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows that one request brought for one partition, encoded as they will stay. Filled by one
 * thread, then handed on and never changed again.
 *
 * <p>A row is its length and: time (microseconds, signed varint); id, source, specversion, subject,
 * datacontenttype, dataschema and data, each nullable UTF-8; the number of extensions, and name and
 * value of each.
 */
public final class RowBlock {
  private final PartitionKey partition;
  private final Origin origin;
  private final ByteWriter rows;
  private final ByteWriter ids;
  private int[] places;
  private int count;

  public RowBlock(PartitionKey partition, Origin origin) {
    this(partition, origin, 4096, 64);
  }

  /**
   * A block of known size, so that no byte of the heap is held in vain.
   *
   * @param rowBytes expected length of the rows, each with its own length before it
   * @param rowCount expected number of rows
   */
  public RowBlock(PartitionKey partition, Origin origin, int rowBytes, int rowCount) {
    this.partition = partition;
    this.origin = origin;
    this.rows = new ByteWriter(rowBytes);
    this.ids = new ByteWriter(rowCount * EventIds.BYTES);
    this.places = new int[rowCount];
  }

  public PartitionKey partition() {
    return partition;
  }

  public Origin origin() {
    return origin;
  }

  public int count() {
    return count;
  }

  /** Heap held by the rows, in bytes. */
  public int sizeInBytes() {
    return rows.length() + ids.length();
  }

  /** Where in its request the row's event stood, from 0. */
  public int placeInRequest(int row) {
    return places[row];
  }

  /**
   * Adds one encoded row, without its length, and the hash of its identity.
   *
   * @param hash holds {@link EventIds#BYTES} bytes from {@code hashOffset} on
   * @param place where in its request the event stood
   */
  public void add(byte[] row, int offset, int length, byte[] hash, int hashOffset, int place) {
    if (count == places.length) {
      places = Arrays.copyOf(places, Math.max(16, count * 2));
    }
    places[count] = place;
    rows.putSized(row, offset, length);
    ids.putBytes(hash, hashOffset, EventIds.BYTES);
    count++;
  }

  /** Adds a row from its values; the decoder writes bytes directly instead. */
  public void add(CloudEvent event, EventIds hashes) {
    add(event, hashes.hash(origin.tenant(), partition, event.source(), event.id()));
  }

  /**
   * Adds a row from its values under an identity of its own.
   *
   * @param hash of {@link EventIds#BYTES} bytes
   */
  public void add(CloudEvent event, byte[] hash) {
    ByteWriter row = new ByteWriter(512);
    row.putSignedVarint(event.timeMicros());
    for (String value :
        new @Nullable String[] {
          event.id(),
          event.source(),
          event.specversion(),
          event.subject(),
          event.datacontenttype(),
          event.dataschema(),
          event.data()
        }) {
      row.putNullableText(value);
    }
    row.putVarint(event.extensions().size());
    for (Map.Entry<String, String> extension : event.extensions().entrySet()) {
      byte[] name = extension.getKey().getBytes(UTF_8);
      row.putSized(name, 0, name.length);
      row.putText(extension.getValue());
    }
    add(row.array(), 0, row.length(), hash, 0, count);
  }

  ByteWriter rows() {
    return rows;
  }

  ByteWriter ids() {
    return ids;
  }
}
