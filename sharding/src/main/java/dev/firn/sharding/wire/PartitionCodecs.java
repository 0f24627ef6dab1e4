package dev.firn.sharding.wire;

import dev.firn.events.ByteReader;
import dev.firn.events.ByteWriter;
import dev.firn.events.EventBatch;
import dev.firn.events.PartitionKey;
import dev.firn.sharding.PartitionAccount.Epoch;
import dev.firn.sharding.partition.AppendRef;
import dev.firn.sharding.partition.CommittedRange;
import dev.firn.sharding.partition.PartitionEvent.Closed;
import dev.firn.sharding.partition.PartitionEvent.EventsAppended;
import dev.firn.sharding.partition.PartitionEvent.FlushAborted;
import dev.firn.sharding.partition.PartitionEvent.FlushPrepared;
import dev.firn.sharding.partition.PartitionEvent.Flushed;
import dev.firn.sharding.partition.PartitionEvent.IdsForgotten;
import dev.firn.sharding.partition.PartitionEvent.IdsMerged;
import dev.firn.sharding.partition.PartitionEvent.Opened;
import dev.firn.sharding.partition.PartitionEvent.RowsRejected;
import dev.firn.sharding.partition.PartitionSnapshot;
import dev.firn.sharding.partition.PreparedFlush;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What partitions journal. */
final class PartitionCodecs {
  private PartitionCodecs() {}

  static List<Codec<?>> all() {
    return List.of(
        new Codec<>(
            "po1",
            Opened.class,
            (out, event) -> {
              putKey(out, event.partition());
              out.putVarint(event.epoch());
            },
            in -> new Opened(readKey(in), in.readVarint())),
        // What clients bring; named in firn.journal.embedded.full.refusable-manifests.
        new Codec<>(
            "pa1", EventsAppended.class, PartitionCodecs::putAppend, PartitionCodecs::readAppend),
        new Codec<>(
            "pp1",
            FlushPrepared.class,
            (out, event) ->
                putFlush(
                    out,
                    new PreparedFlush(
                        event.flushId(), event.from(), event.to(), event.file(), event.ids())),
            in -> {
              PreparedFlush flush = readFlush(in);
              return new FlushPrepared(
                  flush.flushId(), flush.from(), flush.to(), flush.file(), flush.ids());
            }),
        new Codec<>(
            "pf1",
            Flushed.class,
            (out, event) -> {
              out.putText(event.flushId());
              out.putVarint(event.ledger());
              out.putLong(event.snapshotId());
              out.putVarint(event.at());
            },
            in -> new Flushed(in.readText(), in.readVarint(), in.readLong(), in.readVarint())),
        new Codec<>(
            "px1",
            FlushAborted.class,
            (out, event) -> {
              out.putText(event.flushId());
              out.putText(event.reason());
            },
            in -> new FlushAborted(in.readText(), in.readText())),
        new Codec<>(
            "pm1",
            IdsMerged.class,
            (out, event) -> {
              Wire.putRun(out, event.merged());
              Wire.putList(out, event.replaced(), Wire::putRun);
            },
            in -> new IdsMerged(Wire.readRun(in), Wire.readList(in, Wire::readRun))),
        new Codec<>(
            "pr1",
            RowsRejected.class,
            (out, event) -> {
              out.putVarint(event.append());
              Wire.putBits(out, event.rows());
              out.putText(event.reason());
              out.putVarint(event.at());
            },
            in ->
                new RowsRejected(
                    in.readVarint(), Wire.readBits(in), in.readText(), in.readVarint())),
        new Codec<>("pi1", IdsForgotten.class, (out, event) -> {}, in -> new IdsForgotten()),
        new Codec<>(
            "pc1",
            Closed.class,
            (out, event) -> out.putVarint(event.epoch()),
            in -> new Closed(in.readVarint())),
        new Codec<>(
            "ps1",
            PartitionSnapshot.class,
            PartitionCodecs::putSnapshot,
            in -> readSnapshot(in, no -> List.of())),
        new Codec<>(
            "ps2",
            PartitionSnapshot.class,
            (out, snapshot) -> {
              putSnapshot(out, snapshot);
              AccountCodecs.putEpochs(out, snapshot.accounts());
            },
            in -> readSnapshot(in, AccountCodecs::readEpochs)));
  }

  /**
   * The last look at a batch before it is acknowledged: one that is damaged could be journaled, but
   * never be read again.
   */
  private static void putAppend(ByteWriter out, EventsAppended event) {
    event.batch().check();
    out.putVarint(event.append());
    out.putLong(event.batchId());
    out.putVarint(event.acceptedAt());
    Wire.putBits(out, event.duplicates());
    byte[] batch = event.batch().bytes();
    out.putSized(batch, 0, batch.length);
  }

  private static EventsAppended readAppend(ByteReader in) {
    long append = in.readVarint();
    long batchId = in.readLong();
    long acceptedAt = in.readVarint();
    BitSet duplicates = Wire.readBits(in);
    return new EventsAppended(
        append, batchId, acceptedAt, EventBatch.read(in.readSized()), duplicates);
  }

  private static void putSnapshot(ByteWriter out, PartitionSnapshot snapshot) {
    PartitionKey partition = snapshot.partition();
    Wire.putBoolean(out, partition != null);
    if (partition != null) {
      putKey(out, partition);
    }
    out.putNullableText(snapshot.tableUuid());
    out.putVarint(snapshot.sequenceNumber());
    out.putVarint(snapshot.epoch());
    Wire.putBoolean(out, snapshot.open());
    out.putVarint(snapshot.lastAppend());
    out.putVarint(snapshot.lastAcceptedAt());
    Wire.putList(out, snapshot.unflushed(), PartitionCodecs::putRef);
    Wire.putList(out, snapshot.prepared(), PartitionCodecs::putFlush);
    Wire.putList(out, snapshot.committed(), PartitionCodecs::putRange);
    Wire.putList(out, snapshot.idRuns(), Wire::putRun);
  }

  private static PartitionSnapshot readSnapshot(
      ByteReader in, Function<ByteReader, List<Epoch>> accounts) {
    @Nullable PartitionKey partition = Wire.readBoolean(in) ? readKey(in) : null;
    return new PartitionSnapshot(
        partition,
        in.readNullableText(),
        in.readVarint(),
        in.readVarint(),
        Wire.readBoolean(in),
        in.readVarint(),
        in.readVarint(),
        Wire.readList(in, PartitionCodecs::readRef),
        Wire.readList(in, PartitionCodecs::readFlush),
        Wire.readList(in, PartitionCodecs::readRange),
        Wire.readList(in, Wire::readRun),
        accounts.apply(in));
  }

  private static void putKey(ByteWriter out, PartitionKey key) {
    out.putText(key.type());
    out.putSignedVarint(key.hour());
  }

  private static PartitionKey readKey(ByteReader in) {
    return new PartitionKey(in.readText(), in.readSignedVarint());
  }

  private static void putRef(ByteWriter out, AppendRef ref) {
    out.putVarint(ref.append());
    out.putVarint(ref.sequenceNumber());
    out.putLong(ref.batchId());
    out.putVarint(ref.rows());
    out.putVarint(ref.bytes());
    out.putVarint(ref.openedBytes());
    out.putVarint(ref.acceptedAt());
    Wire.putBits(out, ref.duplicates());
  }

  private static AppendRef readRef(ByteReader in) {
    return new AppendRef(
        in.readVarint(),
        in.readVarint(),
        in.readLong(),
        (int) in.readVarint(),
        (int) in.readVarint(),
        (int) in.readVarint(),
        in.readVarint(),
        Wire.readBits(in));
  }

  private static void putFlush(ByteWriter out, PreparedFlush flush) {
    out.putText(flush.flushId());
    out.putVarint(flush.from());
    out.putVarint(flush.to());
    Wire.putDataFile(out, flush.file());
    Wire.putRun(out, flush.ids());
  }

  private static PreparedFlush readFlush(ByteReader in) {
    return new PreparedFlush(
        in.readText(), in.readVarint(), in.readVarint(), Wire.readDataFile(in), Wire.readRun(in));
  }

  private static void putRange(ByteWriter out, CommittedRange range) {
    out.putVarint(range.epoch());
    out.putVarint(range.to());
    out.putVarint(range.ledger());
    out.putLong(range.snapshotId());
  }

  private static CommittedRange readRange(ByteReader in) {
    return new CommittedRange(in.readVarint(), in.readVarint(), in.readVarint(), in.readLong());
  }
}
