package dev.firn.sharding.wire;

import dev.firn.events.ByteReader;
import dev.firn.events.ByteWriter;
import dev.firn.events.EventBatch;
import dev.firn.sharding.Whereabouts;
import dev.firn.sharding.commit.TableCommitter;
import dev.firn.sharding.partition.PartitionProtocol;
import dev.firn.sharding.partition.PartitionProtocol.Append;
import dev.firn.sharding.partition.PartitionProtocol.AppendReply;
import dev.firn.sharding.partition.PartitionProtocol.Appended;
import dev.firn.sharding.partition.PartitionProtocol.AwaitCommitted;
import dev.firn.sharding.partition.PartitionProtocol.Locate;
import dev.firn.sharding.partition.PartitionProtocol.Redrive;
import dev.firn.sharding.partition.PartitionProtocol.Refused;
import dev.firn.sharding.partition.PartitionProtocol.SweepIds;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;

/** What travels between nodes. */
final class MessageCodecs {
  private final ActorRefResolver refs;

  MessageCodecs(ActorRefResolver refs) {
    this.refs = refs;
  }

  List<Codec<?>> all() {
    return List.of(
        new Codec<>("ma1", Append.class, this::putAppend, this::readAppend),
        new Codec<>(
            "md1",
            Redrive.class,
            (out, message) -> putAppend(out, message.append()),
            in -> new Redrive(readAppend(in))),
        new Codec<>("mr1", AppendReply.class, MessageCodecs::putReply, MessageCodecs::readReply),
        new Codec<>(
            "ml1",
            Locate.class,
            (out, message) -> {
              Wire.putPosition(out, message.position());
              putRef(out, message.replyTo());
            },
            in -> new Locate(Wire.readPosition(in), readRef(in))),
        new Codec<>(
            "mw1",
            AwaitCommitted.class,
            (out, message) -> {
              Wire.putPosition(out, message.position());
              out.putVarint(message.patience().toMillis());
              putRef(out, message.replyTo());
            },
            in ->
                new AwaitCommitted(
                    Wire.readPosition(in), Duration.ofMillis(in.readVarint()), readRef(in))),
        new Codec<>(
            "mps1",
            PartitionProtocol.Stop.class,
            (out, message) -> {},
            in -> new PartitionProtocol.Stop()),
        new Codec<>(
            "mpw1",
            PartitionProtocol.Wake.class,
            (out, message) -> {},
            in -> new PartitionProtocol.Wake()),
        new Codec<>(
            "mcs1", TableCommitter.Stop.class, (out, stop) -> {}, in -> new TableCommitter.Stop()),
        new Codec<>(
            "mi1",
            SweepIds.class,
            (out, message) -> Wire.putList(out, message.locations(), ByteWriter::putText),
            in -> new SweepIds(Wire.readList(in, ByteReader::readText))),
        new Codec<>(
            "wb1",
            Whereabouts.Buffered.class,
            (out, message) -> {},
            in -> new Whereabouts.Buffered()),
        new Codec<>(
            "wf1",
            Whereabouts.InFile.class,
            (out, message) -> out.putText(message.location()),
            in -> new Whereabouts.InFile(in.readText())),
        new Codec<>(
            "ws1",
            Whereabouts.InSnapshot.class,
            (out, message) -> {
              out.putVarint(message.ledger());
              out.putLong(message.snapshotId());
            },
            in -> new Whereabouts.InSnapshot(in.readVarint(), in.readLong())),
        new Codec<>(
            "wr1",
            Whereabouts.Rejected.class,
            (out, message) -> {},
            in -> new Whereabouts.Rejected()),
        new Codec<>(
            "wn1",
            Whereabouts.NeverSeen.class,
            (out, message) -> {},
            in -> new Whereabouts.NeverSeen()),
        new Codec<>(
            "wu1",
            Whereabouts.Unreachable.class,
            (out, message) -> out.putText(message.reason()),
            in -> new Whereabouts.Unreachable(in.readText())));
  }

  private void putAppend(ByteWriter out, Append message) {
    out.putLong(message.batchId());
    out.putVarint(message.attempt());
    putRef(out, message.replyTo());
    byte[] batch = message.batch().bytes();
    out.putSized(batch, 0, batch.length);
  }

  private Append readAppend(ByteReader in) {
    long batchId = in.readLong();
    int attempt = (int) in.readVarint();
    ActorRef<AppendReply> replyTo = readRef(in);
    return new Append(batchId, attempt, EventBatch.read(in.readSized()), replyTo);
  }

  private static void putReply(ByteWriter out, AppendReply reply) {
    out.putLong(reply.batchId());
    if (reply.result() instanceof Appended appended) {
      out.putByte(0);
      out.putVarint(appended.epoch());
      out.putVarint(appended.append());
      Wire.putBits(out, appended.duplicates());
    } else if (reply.result() instanceof Refused refused) {
      out.putByte(1);
      out.putVarint(refused.retryAfter().toMillis());
      out.putText(refused.reason());
    }
  }

  private static AppendReply readReply(ByteReader in) {
    long batchId = in.readLong();
    if (in.readByte() == 0) {
      return new AppendReply(
          batchId, new Appended(in.readVarint(), in.readVarint(), Wire.readBits(in)));
    }
    return new AppendReply(batchId, new Refused(Duration.ofMillis(in.readVarint()), in.readText()));
  }

  private void putRef(ByteWriter out, ActorRef<?> ref) {
    out.putText(refs.toSerializationFormat(ref));
  }

  private <T> ActorRef<T> readRef(ByteReader in) {
    return refs.resolveActorRef(in.readText());
  }
}
