package dev.firn.sharding.wire;

import com.github.luben.zstd.Zstd;
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
import java.util.List;

/** What committers journal. */
final class CommitterCodecs {
  private static final int COMPRESSION = 3;

  private CommitterCodecs() {}

  /** Of several forms of one class the last is written, the others are read. */
  static List<Codec<?>> all() {
    return List.of(
        new Codec<>("cp1", Planned.class, CommitterCodecs::putPlan1, CommitterCodecs::readPlan1),
        new Codec<>("cp2", Planned.class, CommitterCodecs::putPlan, CommitterCodecs::readPlan),
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
            in -> new RolledBack(in.readVarint(), -1, 0, in.readText())),
        new Codec<>(
            "cr2",
            RolledBack.class,
            (out, event) -> {
              out.putVarint(event.ledger());
              out.putLong(event.snapshotId());
              out.putVarint(event.sequenceNumber());
              out.putText(event.reason());
            },
            in -> new RolledBack(in.readVarint(), in.readLong(), in.readVarint(), in.readText())),
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
            in -> new Parked(in.readText(), 0)),
        new Codec<>("ck2", Parked.class, CommitterCodecs::putParked, CommitterCodecs::readParked));
  }

  static void putPlan1(ByteWriter out, Planned plan) {
    out.putText(plan.tableUuid());
    out.putVarint(plan.ledger());
    out.putText(plan.commitId());
    Wire.putList(out, plan.files(), CommitterCodecs::putFile);
    out.putLong(plan.baseSnapshotId());
    out.putVarint(plan.baseSequenceNumber());
  }

  static Planned readPlan1(ByteReader in) {
    return new Planned(
        in.readText(),
        in.readVarint(),
        in.readText(),
        Wire.readList(in, CommitterCodecs::readFile),
        in.readLong(),
        in.readVarint(),
        0);
  }

  /** The descriptions of a plan's files are alike: together they shrink to a tenth and less. */
  static void putPlan(ByteWriter out, Planned plan) {
    out.putText(plan.tableUuid());
    out.putVarint(plan.ledger());
    out.putText(plan.commitId());
    ByteWriter files = new ByteWriter(4096);
    Wire.putList(files, plan.files(), CommitterCodecs::putFile);
    byte[] raw = files.toByteArray();
    byte[] packed = Zstd.compress(raw, COMPRESSION);
    out.putVarint(raw.length);
    out.putSized(packed, 0, packed.length);
    out.putLong(plan.baseSnapshotId());
    out.putVarint(plan.baseSequenceNumber());
    out.putVarint(plan.again());
  }

  static Planned readPlan(ByteReader in) {
    return new Planned(
        in.readText(),
        in.readVarint(),
        in.readText(),
        readFiles(in),
        in.readLong(),
        in.readVarint(),
        in.readVarint());
  }

  private static List<PlannedFile> readFiles(ByteReader in) {
    int length = (int) in.readVarint();
    byte[] raw = Zstd.decompress(in.readSized(), length);
    return Wire.readList(new ByteReader(raw), CommitterCodecs::readFile);
  }

  static void putParked(ByteWriter out, Parked parked) {
    out.putText(parked.reason());
    out.putVarint(parked.at());
  }

  static Parked readParked(ByteReader in) {
    return new Parked(in.readText(), in.readVarint());
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
}
