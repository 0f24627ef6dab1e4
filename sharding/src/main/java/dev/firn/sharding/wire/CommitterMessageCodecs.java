package dev.firn.sharding.wire;

import dev.firn.events.ByteReader;
import dev.firn.events.ByteWriter;
import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.CommitterStatus.OpenPlan;
import dev.firn.sharding.CommitterStatus.Phase;
import dev.firn.sharding.commit.CommitterProtocol.AcceptRollback;
import dev.firn.sharding.commit.CommitterProtocol.Describe;
import dev.firn.sharding.commit.CommitterProtocol.Resume;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;

/** What operators ask committers, and how these stand. */
final class CommitterMessageCodecs {
  private final ActorRefResolver refs;

  CommitterMessageCodecs(ActorRefResolver refs) {
    this.refs = refs;
  }

  List<Codec<?>> all() {
    return List.of(
        new Codec<>(
            "cq1",
            Describe.class,
            (out, message) -> putRef(out, message.replyTo()),
            in -> new Describe(readRef(in))),
        new Codec<>(
            "cg1",
            Resume.class,
            (out, message) -> putRef(out, message.replyTo()),
            in -> new Resume(readRef(in))),
        new Codec<>(
            "cw1",
            AcceptRollback.class,
            (out, message) -> {
              out.putVarint(message.from());
              out.putVarint(message.through());
              putRef(out, message.replyTo());
            },
            in -> new AcceptRollback(in.readVarint(), in.readVarint(), readRef(in))),
        new Codec<>(
            "ca1",
            CommitterStatus.class,
            CommitterMessageCodecs::putStatus,
            CommitterMessageCodecs::readStatus));
  }

  private static void putStatus(ByteWriter out, CommitterStatus status) {
    out.putText(status.tableUuid());
    out.putText(status.phase().name());
    out.putVarint(status.ledger());
    out.putLong(status.snapshotId());
    Wire.putList(out, status.plan().stream().toList(), CommitterMessageCodecs::putPlan);
    out.putNullableText(status.trouble().orElse(null));
    Wire.putList(
        out,
        status.troubleSince().stream().toList(),
        (to, since) -> to.putVarint(since.toEpochMilli()));
    out.putVarint(status.pendingFiles());
    out.putVarint(status.pendingRows());
    out.putVarint(status.settlingLedgers());
    out.putVarint(status.lostLedgers());
    out.putVarint(status.readdedFiles());
  }

  private static CommitterStatus readStatus(ByteReader in) {
    return new CommitterStatus(
        in.readText(),
        Phase.valueOf(in.readText()),
        in.readVarint(),
        in.readLong(),
        Wire.readList(in, CommitterMessageCodecs::readPlan).stream().findFirst(),
        Optional.ofNullable(in.readNullableText()),
        Wire.readList(in, from -> Instant.ofEpochMilli(from.readVarint())).stream().findFirst(),
        (int) in.readVarint(),
        in.readVarint(),
        (int) in.readVarint(),
        (int) in.readVarint(),
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

  private void putRef(ByteWriter out, ActorRef<?> ref) {
    out.putText(refs.toSerializationFormat(ref));
  }

  private <T> ActorRef<T> readRef(ByteReader in) {
    return refs.resolveActorRef(in.readText());
  }
}
