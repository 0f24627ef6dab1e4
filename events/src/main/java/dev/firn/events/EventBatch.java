package dev.firn.events;

import com.github.luben.zstd.Zstd;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * Events of one partition in their one binary form: what travels between nodes, stands in the
 * journal and waits in memory. The hashed ids are readable as they are; the rows are compressed
 * once, here, and opened once, by whoever writes the data file. Immutable.
 *
 * <pre>
 * byte     version, 1
 * text     event type            (varint length, UTF-8)
 * varint   hour, zigzag
 * varint   rows
 * varint   blocks                (one for each request)
 * varint   length of the body before compression
 * 16 bytes hashed id             × rows
 * zstd     body: for each block  origin, varint rows, varint length, rows
 * 12 bytes checksum              (a frame that zstd skips; not in the oldest batches)
 * </pre>
 */
public final class EventBatch {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  static final int VERSION = 1;
  private static final int COMPRESSION_LEVEL = 1;

  /**
   * Below this most of level 1's time goes into tables that do not pay: the fast levels take half
   * of it for a fifth more bytes.
   */
  private static final int SMALL_BODY = 16 << 10;

  private static final int COMPRESSION_LEVEL_SMALL = -1;

  /** No batch opens to more; requests are held far below this. */
  private static final int LARGEST_BODY = 256 << 20;

  private final byte[] bytes;
  private final PartitionKey partition;
  private final int rows;
  private final int blocks;
  private final int bodyLength;
  private final int idsOffset;

  private EventBatch(byte[] bytes) {
    this.bytes = bytes;
    ByteReader in = new ByteReader(bytes);
    int version = in.readByte();
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "An event batch of version " + version + "; this program reads version " + VERSION);
    }
    this.partition = new PartitionKey(in.readText(), in.readSignedVarint());
    this.rows = in.readLength();
    this.blocks = in.readLength();
    long opened = in.readVarint();
    if (opened < 0 || opened > LARGEST_BODY) {
      throw new IllegalArgumentException("An event batch of " + opened + " bytes");
    }
    this.bodyLength = (int) opened;
    this.idsOffset = in.position();
    in.skip(Math.multiplyExact(rows, EventIds.BYTES));
  }

  /** Encodes and compresses; costs about a microsecond an event, so never on an actor's thread. */
  public static EventBatch of(PartitionKey partition, List<RowBlock> blocks) {
    ByteWriter body = BatchCompression.body();
    int rows = 0;
    for (RowBlock block : blocks) {
      if (!block.partition().equals(partition)) {
        throw new IllegalArgumentException(
            "Rows of " + block.partition() + " in a batch of " + partition);
      }
      block.origin().writeTo(body);
      body.putVarint(block.count());
      body.putSized(block.rows().array(), 0, block.rows().length());
      rows += block.count();
    }
    ByteWriter head = new ByteWriter(rows * EventIds.BYTES + 300);
    head.putByte(VERSION);
    head.putText(partition.type());
    head.putSignedVarint(partition.hour());
    head.putVarint(rows);
    head.putVarint(blocks.size());
    head.putVarint(body.length());
    for (RowBlock block : blocks) {
      head.putBytes(block.ids().array(), 0, block.ids().length());
    }
    return new EventBatch(join(head, body));
  }

  private static byte[] join(ByteWriter head, ByteWriter body) {
    byte[] scratch = BatchCompression.scratch((int) Zstd.compressBound(body.length()));
    int level = body.length() < SMALL_BODY ? COMPRESSION_LEVEL_SMALL : COMPRESSION_LEVEL;
    int compressed = BatchCompression.compress(scratch, body.array(), body.length(), level);
    byte[] all = Arrays.copyOf(head.array(), head.length() + compressed + BatchSeal.BYTES);
    System.arraycopy(scratch, 0, all, head.length(), compressed);
    BatchSeal.put(all);
    return all;
  }

  /**
   * Takes bytes that {@link #bytes()} gave, of this or an earlier version. The array is kept, not
   * copied.
   *
   * @throws IllegalArgumentException where they are damaged, or of a later version
   */
  public static EventBatch read(byte[] bytes) {
    BatchSeal.check(bytes);
    return new EventBatch(bytes);
  }

  /**
   * Reads all bytes once.
   *
   * @throws IllegalArgumentException where they are damaged, if they were sealed
   */
  public void check() {
    BatchSeal.check(bytes);
  }

  /** The binary form itself, not a copy: never to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  public int sizeInBytes() {
    return bytes.length;
  }

  public PartitionKey partition() {
    return partition;
  }

  /** Number of events. */
  public int rows() {
    return rows;
  }

  /** Number of requests that the events came with. */
  public int blocks() {
    return blocks;
  }

  /** Bytes that {@link #open()} will take. */
  public int bodyLength() {
    return bodyLength;
  }

  public long idHigh(int row) {
    return longAt(idsOffset + row * EventIds.BYTES);
  }

  public long idLow(int row) {
    return longAt(idsOffset + row * EventIds.BYTES + 8);
  }

  /**
   * Decompresses and indexes the rows.
   *
   * @throws RuntimeException where the bytes are not those of a batch, or no longer
   */
  public BatchRows open() {
    BatchSeal.check(bytes);
    int bodyOffset = idsOffset + rows * EventIds.BYTES;
    byte[] body =
        BatchCompression.decompress(bytes, bodyOffset, bytes.length - bodyOffset, bodyLength);
    return new BatchRows(this, body, blocks);
  }

  private long longAt(int offset) {
    return (long) LONG.get(bytes, offset);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EventBatch batch && Arrays.equals(bytes, batch.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "EventBatch[" + partition.id() + ", rows=" + rows + ", bytes=" + bytes.length + "]";
  }
}
