package dev.firn.sharding.wire;

import dev.firn.events.ByteReader;
import dev.firn.events.ByteWriter;
import dev.firn.sharding.PartitionStatus;
import dev.firn.sharding.nodes.AwakeLists.Ask;
import dev.firn.sharding.nodes.AwakeLists.Listed;
import dev.firn.sharding.nodes.NodeCard;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRefResolver;

/** What nodes tell each other of themselves. */
final class NodeCodecs {
  private NodeCodecs() {}

  static List<Codec<?>> all(ActorRefResolver refs) {
    return List.of(
        new Codec<>(
            "nc1",
            NodeCard.class,
            (out, card) -> {
              out.putText(card.http());
              out.putVarint(card.partitions());
            },
            in -> new NodeCard(in.readText(), (int) in.readVarint())),
        new Codec<>(
            "nq1",
            Ask.class,
            (out, ask) -> {
              out.putText(ask.kind());
              out.putText(refs.toSerializationFormat(ask.replyTo()));
            },
            in -> new Ask(in.readText(), refs.resolveActorRef(in.readText()))),
        new Codec<>(
            "nl1",
            Listed.class,
            (out, listed) -> Wire.putList(out, listed.partitions(), NodeCodecs::putStatus),
            in -> new Listed(Wire.readList(in, NodeCodecs::readStatus))));
  }

  private static void putStatus(ByteWriter out, PartitionStatus status) {
    out.putText(status.partition());
    out.putText(status.type());
    out.putSignedVarint(status.hour().toEpochMilli());
    out.putVarint(status.epoch());
    out.putVarint(status.lastAppend());
    out.putVarint(status.rows());
    out.putVarint(status.bytes());
    Wire.putList(
        out, status.oldest().stream().toList(), (to, at) -> to.putSignedVarint(at.toEpochMilli()));
    out.putText(status.state());
    Wire.putList(out, status.snapshotId().stream().toList(), ByteWriter::putSignedVarint);
  }

  private static PartitionStatus readStatus(ByteReader in) {
    return new PartitionStatus(
        in.readText(),
        in.readText(),
        Instant.ofEpochMilli(in.readSignedVarint()),
        in.readVarint(),
        in.readVarint(),
        in.readVarint(),
        in.readVarint(),
        Wire.readList(in, from -> Instant.ofEpochMilli(from.readSignedVarint())).stream()
            .findFirst(),
        in.readText(),
        Wire.readList(in, ByteReader::readSignedVarint).stream().findFirst());
  }
}
