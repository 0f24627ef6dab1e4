package dev.firn.sharding.wire;

import dev.firn.events.ByteReader;
import dev.firn.events.ByteWriter;
import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.CommitterStatus.OpenPlan;
import dev.firn.sharding.CommitterStatus.Phase;
import dev.firn.sharding.LedgerRange;
import dev.firn.sharding.RollbackAnswer.Accepted;
import dev.firn.sharding.RollbackAnswer.Refused;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** How committers stand, and what they answer operators. */
final class CommitterStatusCodecs {
  private CommitterStatusCodecs() {}

  /** The last form is written, the first one, with numbers in place of ranges, is read. */
  static List<Codec<?>> all() {
    return List.of(
        new Codec<>(
            "ca1",
            CommitterStatus.class,
            (out, status) -> putStatus(out, status, Wire::putNumbers),
            in -> readStatus(in, Wire::readNumbers)),
        new Codec<>(
            "ca2",
            CommitterStatus.class,
            (out, status) -> putStatus(out, status, Wire::putRanges),
            in -> readStatus(in, Wire::readRanges)),
        new Codec<>(
            "ra1",
            Accepted.class,
            (out, answer) -> {
              Wire.putRanges(out, answer.ledgers());
              putStatus(out, answer.status(), Wire::putRanges);
            },
            in -> new Accepted(Wire.readRanges(in), readStatus(in, Wire::readRanges))),
        new Codec<>(
            "rx1",
            Refused.class,
            (out, answer) -> out.putText(answer.reason()),
            in -> new Refused(in.readText())));
  }

  private static void putStatus(
      ByteWriter out, CommitterStatus status, BiConsumer<ByteWriter, List<LedgerRange>> putGone) {
    out.putText(status.tableUuid());
    out.putText(status.phase().name());
    out.putVarint(status.ledger());
    out.putLong(status.snapshotId());
    Wire.putList(out, status.plan().stream().toList(), CommitterStatusCodecs::putPlan);
    out.putNullableText(status.trouble().orElse(null));
    Wire.putList(
        out,
        status.troubleSince().stream().toList(),
        (to, since) -> to.putVarint(since.toEpochMilli()));
    out.putVarint(status.pendingFiles());
    out.putVarint(status.pendingRows());
    out.putVarint(status.settlingLedgers());
    out.putVarint(status.lostLedgers());
    putGone.accept(out, status.goneLedgers());
    out.putVarint(status.readdedFiles());
  }

  private static CommitterStatus readStatus(
      ByteReader in, Function<ByteReader, List<LedgerRange>> readGone) {
    return new CommitterStatus(
        in.readText(),
        Phase.valueOf(in.readText()),
        in.readVarint(),
        in.readLong(),
        Wire.readList(in, CommitterStatusCodecs::readPlan).stream().findFirst(),
        Optional.ofNullable(in.readNullableText()),
        Wire.readList(in, from -> Instant.ofEpochMilli(from.readVarint())).stream().findFirst(),
        (int) in.readVarint(),
        in.readVarint(),
        (int) in.readVarint(),
        (int) in.readVarint(),
        readGone.apply(in),
        in.readVarint());
  }

  private static void putPlan(ByteWriter out, OpenPlan plan) {
    out.putVarint(plan.ledger());
    out.putText(plan.commitId());
    out.putVarint(plan.files());
    out.putVarint(plan.rows());
    out.putVarint(plan.again());
    out.putVarint(plan.attempts());
    out.putVarint(plan.since().toEpochMilli());
    out.putVarint(plan.baseSequenceNumber());
  }

  private static OpenPlan readPlan(ByteReader in) {
    return new OpenPlan(
        in.readVarint(),
        in.readText(),
        (int) in.readVarint(),
        in.readVarint(),
        in.readVarint(),
        (int) in.readVarint(),
        Instant.ofEpochMilli(in.readVarint()),
        in.readVarint());
  }
}
