package dev.firn.sharding.wire;

import dev.firn.events.ByteReader;
import dev.firn.events.ByteWriter;
import dev.firn.sharding.LedgerRange;
import dev.firn.sharding.commit.CommitterEvent.Parked;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import dev.firn.sharding.commit.CommitterSnapshot;
import dev.firn.sharding.commit.CommitterSnapshot.Mark;
import dev.firn.sharding.commit.GivenUpPlan;
import dev.firn.sharding.commit.RefusedFlushes;
import dev.firn.sharding.commit.TakenBack;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What committers save. Each form has what the one before had, and more. */
final class CommitterSnapshotCodecs {
  private CommitterSnapshotCodecs() {}

  /** The last is written, the others are read. */
  static List<Codec<?>> all() {
    return List.of(
        new Codec<>(
            "cs1",
            CommitterSnapshot.class,
            (out, snapshot) -> putFirst(out, snapshot, CommitterCodecs::putPlan1),
            in -> readFirst(in, CommitterCodecs::readPlan1)),
        new Codec<>(
            "cs2",
            CommitterSnapshot.class,
            (out, snapshot) -> putSettling(out, snapshot, Wire::putNumbers),
            in -> readSettling(in, Wire::readNumbers)),
        new Codec<>(
            "cs3",
            CommitterSnapshot.class,
            CommitterSnapshotCodecs::putThird,
            CommitterSnapshotCodecs::readThird),
        new Codec<>(
            "cs4",
            CommitterSnapshot.class,
            CommitterSnapshotCodecs::put,
            CommitterSnapshotCodecs::read));
  }

  private static void put(ByteWriter out, CommitterSnapshot snapshot) {
    putThird(out, snapshot);
    Wire.putList(
        out,
        snapshot.givenUp(),
        (to, plan) -> {
          to.putText(plan.marker());
          to.putVarint(plan.plannedNumber());
          Wire.putBoolean(to, plan.isRefused());
        });
    Wire.putList(
        out,
        List.copyOf(snapshot.refused()),
        (to, one) -> {
          to.putText(one.partition());
          Wire.putList(to, List.copyOf(one.flushIds()), ByteWriter::putText);
          to.putVarint(one.at());
        });
  }

  private static CommitterSnapshot read(ByteReader in) {
    return readSettling(in, Wire::readRanges)
        .with(
            Wire.readBoolean(in),
            readTakenBack(in),
            Wire.readList(
                in,
                from ->
                    new GivenUpPlan(from.readText(), from.readVarint(), Wire.readBoolean(from))),
            Set.copyOf(Wire.readList(in, CommitterSnapshotCodecs::readRefused)));
  }

  private static RefusedFlushes readRefused(ByteReader in) {
    return new RefusedFlushes(
        in.readText(), Set.copyOf(Wire.readList(in, ByteReader::readText)), in.readVarint());
  }

  private static void putThird(ByteWriter out, CommitterSnapshot snapshot) {
    putSettling(out, snapshot, Wire::putRanges);
    Wire.putBoolean(out, snapshot.isPlanRefused());
    Wire.putList(
        out,
        snapshot.takenBack(),
        (to, one) -> {
          to.putText(one.partition());
          to.putVarint(one.epoch());
          to.putVarint(one.through());
        });
  }

  private static CommitterSnapshot readThird(ByteReader in) {
    return readSettling(in, Wire::readRanges)
        .with(Wire.readBoolean(in), readTakenBack(in), List.of(), Set.of());
  }

  private static List<TakenBack> readTakenBack(ByteReader in) {
    return Wire.readList(
        in, from -> new TakenBack(from.readText(), from.readVarint(), from.readVarint()));
  }

  private static void putSettling(
      ByteWriter out,
      CommitterSnapshot snapshot,
      BiConsumer<ByteWriter, List<LedgerRange>> putGone) {
    putFirst(out, snapshot, CommitterCodecs::putPlan);
    out.putVarint(snapshot.journaled());
    out.putVarint(snapshot.plannedNumber());
    Wire.putList(out, snapshot.kept(), SettlingCodecs::putKept);
    Wire.putList(out, snapshot.lost(), SettlingCodecs::putLost);
    putGone.accept(out, snapshot.gone());
    Parked parked = snapshot.parked();
    Wire.putBoolean(out, parked != null);
    if (parked != null) {
      CommitterCodecs.putParked(out, parked);
    }
    out.putNullableText(snapshot.replacedBy());
    out.putVarint(snapshot.readdedFiles());
  }

  private static CommitterSnapshot readSettling(
      ByteReader in, Function<ByteReader, List<LedgerRange>> readGone) {
    CommitterSnapshot first = readFirst(in, CommitterCodecs::readPlan);
    return new CommitterSnapshot(
        first.ledger(),
        first.snapshotId(),
        first.sequenceNumber(),
        first.plan(),
        first.marks(),
        first.undone(),
        in.readVarint(),
        in.readVarint(),
        Wire.readList(in, SettlingCodecs::readKept),
        Wire.readList(in, SettlingCodecs::readLost),
        readGone.apply(in),
        Wire.readBoolean(in) ? CommitterCodecs.readParked(in) : null,
        in.readNullableText(),
        in.readVarint(),
        false,
        List.of(),
        List.of(),
        Set.of());
  }

  private static void putFirst(
      ByteWriter out, CommitterSnapshot snapshot, BiConsumer<ByteWriter, Planned> putPlan) {
    out.putVarint(snapshot.ledger());
    out.putLong(snapshot.snapshotId());
    out.putVarint(snapshot.sequenceNumber());
    Planned plan = snapshot.plan();
    Wire.putBoolean(out, plan != null);
    if (plan != null) {
      putPlan.accept(out, plan);
    }
    Wire.putList(
        out,
        List.copyOf(snapshot.marks().entrySet()),
        (to, mark) -> {
          to.putText(mark.getKey());
          to.putVarint(mark.getValue().epoch());
          to.putVarint(mark.getValue().through());
          Wire.putBoolean(to, mark.getValue().closed());
          to.putVarint(mark.getValue().at());
        });
    Wire.putList(out, snapshot.undone(), ByteWriter::putText);
  }

  private static CommitterSnapshot readFirst(
      ByteReader in, Function<ByteReader, Planned> readPlan) {
    long ledger = in.readVarint();
    long snapshotId = in.readLong();
    long sequenceNumber = in.readVarint();
    @Nullable Planned plan = Wire.readBoolean(in) ? readPlan.apply(in) : null;
    Map<String, Mark> marks = new HashMap<>();
    int count = in.readLength();
    for (int i = 0; i < count; i++) {
      marks.put(
          in.readText(),
          new Mark(in.readVarint(), in.readVarint(), Wire.readBoolean(in), in.readVarint()));
    }
    return new CommitterSnapshot(
        ledger, snapshotId, sequenceNumber, plan, marks, Wire.readList(in, ByteReader::readText));
  }
}
