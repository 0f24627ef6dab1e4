package dev.firn.sharding.wire;

import dev.firn.events.ByteReader;
import dev.firn.events.ByteWriter;
import dev.firn.sharding.commit.CommitterEvent.ClosedEpoch;
import dev.firn.sharding.commit.CommitterEvent.Committed;
import dev.firn.sharding.commit.CommitterEvent.EpochsClosed;
import dev.firn.sharding.commit.CommitterEvent.Parked;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import dev.firn.sharding.commit.CommitterEvent.PlannedFile;
import dev.firn.sharding.commit.CommitterEvent.RolledBack;
import dev.firn.sharding.commit.CommitterEvent.Tombstoned;
import dev.firn.sharding.commit.CommitterSnapshot;
import dev.firn.sharding.commit.CommitterSnapshot.Mark;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What committers journal. */
final class CommitterCodecs {
  private CommitterCodecs() {}

  static List<Codec<?>> all() {
    return List.of(
        new Codec<>("cp1", Planned.class, CommitterCodecs::putPlan, CommitterCodecs::readPlan),
        new Codec<>(
            "cc1",
            Committed.class,
            (out, event) -> {
              out.putVarint(event.ledger());
              out.putLong(event.snapshotId());
              out.putVarint(event.sequenceNumber());
              out.putVarint(event.at());
            },
            in -> new Committed(in.readVarint(), in.readLong(), in.readVarint(), in.readVarint())),
        new Codec<>(
            "cr1",
            RolledBack.class,
            (out, event) -> {
              out.putVarint(event.ledger());
              out.putText(event.reason());
            },
            in -> new RolledBack(in.readVarint(), in.readText())),
        new Codec<>(
            "ct1",
            Tombstoned.class,
            (out, event) -> {
              Wire.putList(out, event.flushIds(), ByteWriter::putText);
              out.putText(event.newCommitId());
              out.putText(event.reason());
            },
            in ->
                new Tombstoned(
                    Wire.readList(in, ByteReader::readText), in.readText(), in.readText())),
        new Codec<>(
            "ce1",
            EpochsClosed.class,
            (out, event) -> {
              Wire.putList(
                  out,
                  event.epochs(),
                  (to, closed) -> {
                    to.putText(closed.partition());
                    to.putVarint(closed.epoch());
                  });
              out.putVarint(event.at());
            },
            in ->
                new EpochsClosed(
                    Wire.readList(in, from -> new ClosedEpoch(from.readText(), from.readVarint())),
                    in.readVarint())),
        new Codec<>(
            "ck1",
            Parked.class,
            (out, event) -> out.putText(event.reason()),
            in -> new Parked(in.readText())),
        new Codec<>(
            "cs1",
            CommitterSnapshot.class,
            CommitterCodecs::putSnapshot,
            CommitterCodecs::readSnapshot));
  }

  private static void putPlan(ByteWriter out, Planned plan) {
    out.putText(plan.tableUuid());
    out.putVarint(plan.ledger());
    out.putText(plan.commitId());
    Wire.putList(out, plan.files(), CommitterCodecs::putFile);
    out.putLong(plan.baseSnapshotId());
    out.putVarint(plan.baseSequenceNumber());
  }

  private static Planned readPlan(ByteReader in) {
    return new Planned(
        in.readText(),
        in.readVarint(),
        in.readText(),
        Wire.readList(in, CommitterCodecs::readFile),
        in.readLong(),
        in.readVarint());
  }

  private static void putFile(ByteWriter out, PlannedFile file) {
    out.putText(file.partition());
    out.putVarint(file.epoch());
    out.putText(file.flushId());
    out.putVarint(file.from());
    out.putVarint(file.to());
    Wire.putDataFile(out, file.file());
  }

  private static PlannedFile readFile(ByteReader in) {
    return new PlannedFile(
        in.readText(),
        in.readVarint(),
        in.readText(),
        in.readVarint(),
        in.readVarint(),
        Wire.readDataFile(in));
  }

  private static void putSnapshot(ByteWriter out, CommitterSnapshot snapshot) {
    out.putVarint(snapshot.ledger());
    out.putLong(snapshot.snapshotId());
    out.putVarint(snapshot.sequenceNumber());
    Planned plan = snapshot.plan();
    Wire.putBoolean(out, plan != null);
    if (plan != null) {
      putPlan(out, plan);
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

  private static CommitterSnapshot readSnapshot(ByteReader in) {
    long ledger = in.readVarint();
    long snapshotId = in.readLong();
    long sequenceNumber = in.readVarint();
    @Nullable Planned plan = Wire.readBoolean(in) ? readPlan(in) : null;
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
