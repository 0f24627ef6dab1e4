package dev.firn.sharding.wire;

import dev.firn.events.ByteReader;
import dev.firn.events.ByteWriter;
import dev.firn.sharding.commit.CommitterEvent.Dropped;
import dev.firn.sharding.commit.CommitterEvent.FilesRefused;
import dev.firn.sharding.commit.CommitterEvent.Lost;
import dev.firn.sharding.commit.CommitterEvent.RefusedFile;
import dev.firn.sharding.commit.CommitterEvent.Returned;
import dev.firn.sharding.commit.CommitterEvent.Settled;
import dev.firn.sharding.commit.CommitterEvent.TableReplaced;
import dev.firn.sharding.commit.CommitterEvent.TableReturned;
import dev.firn.sharding.commit.KeptLedger;
import java.util.List;

/** What committers journal of commits that settle, and of tables that go and come. */
final class SettlingCodecs {
  private SettlingCodecs() {}

  static List<Codec<?>> all() {
    return List.of(
        new Codec<>(
            "cz1",
            Settled.class,
            (out, event) -> {
              out.putVarint(event.ledger());
              out.putVarint(event.at());
            },
            in -> new Settled(in.readVarint(), in.readVarint())),
        new Codec<>(
            "cl1",
            Lost.class,
            (out, event) -> {
              Wire.putList(out, event.ledgers(), ByteWriter::putVarint);
              out.putLong(event.snapshotId());
              out.putVarint(event.sequenceNumber());
              out.putVarint(event.at());
            },
            in ->
                new Lost(
                    Wire.readList(in, ByteReader::readVarint),
                    in.readLong(),
                    in.readVarint(),
                    in.readVarint())),
        new Codec<>(
            "cb1",
            Returned.class,
            (out, event) -> {
              out.putVarint(event.ledger());
              out.putText(event.reason());
              out.putVarint(event.at());
            },
            in -> new Returned(in.readVarint(), in.readText(), in.readVarint())),
        new Codec<>(
            "cd1",
            Dropped.class,
            (out, event) -> {
              Wire.putList(out, event.ledgers(), ByteWriter::putVarint);
              out.putVarint(event.at());
            },
            in -> new Dropped(Wire.readList(in, ByteReader::readVarint), in.readVarint())),
        new Codec<>(
            "cx1",
            TableReplaced.class,
            (out, event) -> {
              out.putText(event.newUuid());
              out.putVarint(event.at());
            },
            in -> new TableReplaced(in.readText(), in.readVarint(), true)),
        new Codec<>(
            "cx2",
            TableReplaced.class,
            (out, event) -> {
              out.putText(event.newUuid());
              out.putVarint(event.at());
              Wire.putBoolean(out, event.forgets());
            },
            in -> new TableReplaced(in.readText(), in.readVarint(), Wire.readBoolean(in))),
        new Codec<>(
            "cf1",
            FilesRefused.class,
            (out, event) -> {
              Wire.putList(
                  out,
                  event.files(),
                  (to, file) -> {
                    to.putText(file.partition());
                    to.putText(file.flushId());
                  });
              out.putVarint(event.at());
            },
            in ->
                new FilesRefused(
                    Wire.readList(in, from -> new RefusedFile(from.readText(), from.readText())),
                    in.readVarint())),
        new Codec<>(
            "cy1",
            TableReturned.class,
            (out, event) -> out.putVarint(event.at()),
            in -> new TableReturned(in.readVarint(), false)),
        new Codec<>(
            "cy2",
            TableReturned.class,
            (out, event) -> {
              out.putVarint(event.at());
              Wire.putBoolean(out, event.abandonsPlan());
            },
            in -> new TableReturned(in.readVarint(), Wire.readBoolean(in))));
  }

  static void putKept(ByteWriter out, KeptLedger kept) {
    out.putVarint(kept.ledger());
    Wire.putList(out, kept.markers(), ByteWriter::putText);
    out.putVarint(kept.baseSequenceNumber());
    out.putVarint(kept.plannedNumber());
    out.putVarint(kept.files());
    out.putVarint(kept.at());
  }

  static KeptLedger readKept(ByteReader in) {
    return new KeptLedger(
        in.readVarint(),
        Wire.readList(in, ByteReader::readText),
        in.readVarint(),
        in.readVarint(),
        (int) in.readVarint(),
        in.readVarint());
  }

  static void putLost(ByteWriter out, KeptLedger.Lost lost) {
    putKept(out, lost.kept());
    out.putLong(lost.snapshotId());
    out.putVarint(lost.sequenceNumber());
  }

  static KeptLedger.Lost readLost(ByteReader in) {
    return new KeptLedger.Lost(readKept(in), in.readLong(), in.readVarint());
  }
}
