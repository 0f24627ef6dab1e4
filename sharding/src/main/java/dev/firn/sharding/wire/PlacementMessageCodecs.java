package dev.firn.sharding.wire;

import dev.firn.events.ByteReader;
import dev.firn.events.ByteWriter;
import dev.firn.sharding.placement.Move;
import dev.firn.sharding.placement.Node.Standing;
import dev.firn.sharding.placement.PlacementProtocol.Declined;
import dev.firn.sharding.placement.PlacementProtocol.Describe;
import dev.firn.sharding.placement.PlacementProtocol.Described;
import dev.firn.sharding.placement.PlacementProtocol.Give;
import dev.firn.sharding.placement.PlacementProtocol.MoveShard;
import dev.firn.sharding.placement.PlacementProtocol.NotYet;
import dev.firn.sharding.placement.PlacementProtocol.Order;
import dev.firn.sharding.placement.PlacementProtocol.Ordered;
import dev.firn.sharding.placement.PlacementProtocol.Planned;
import dev.firn.sharding.placement.PlacementProtocol.Rebalance;
import dev.firn.sharding.placement.PlacementProtocol.Rehearse;
import dev.firn.sharding.placement.PlacementProtocol.Reply;
import dev.firn.sharding.placement.PlacementView;
import dev.firn.sharding.placement.PlacementView.LastMove;
import dev.firn.sharding.placement.PlacementView.NodeLoad;
import dev.firn.sharding.placement.PlacementView.PlacedShard;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;

/** What operators ask of placement, and the answers. */
final class PlacementMessageCodecs {
  private final ActorRefResolver refs;

  PlacementMessageCodecs(ActorRefResolver refs) {
    this.refs = refs;
  }

  List<Codec<?>> all() {
    return List.of(
        new Codec<>(
            "lg1",
            Give.class,
            (out, give) -> {
              putOrder(out, give.order());
              out.putText(give.by());
              putRef(out, give.replyTo());
            },
            in -> new Give(readOrder(in), in.readText(), readRef(in))),
        new Codec<>(
            "lq1",
            Describe.class,
            (out, question) -> {
              out.putText(question.kind());
              putRef(out, question.replyTo());
            },
            in -> new Describe(in.readText(), readRef(in))),
        new Codec<>(
            "lh1",
            Rehearse.class,
            (out, question) -> {
              out.putText(question.kind());
              putRef(out, question.replyTo());
            },
            in -> new Rehearse(in.readText(), readRef(in))),
        new Codec<>(
            "lb1",
            Rebalance.class,
            (out, order) -> {
              out.putText(order.kind());
              out.putText(order.by());
              putRef(out, order.replyTo());
            },
            in -> new Rebalance(in.readText(), in.readText(), readRef(in))),
        new Codec<>(
            "ls1",
            MoveShard.class,
            (out, order) -> {
              PlacementCodecs.putShard(out, order.shard());
              out.putText(order.to());
              out.putText(order.by());
              putRef(out, order.replyTo());
            },
            in ->
                new MoveShard(
                    PlacementCodecs.readShard(in), in.readText(), in.readText(), readRef(in))),
        new Codec<>(
            "la1",
            Ordered.class,
            (out, reply) -> PlacementCodecs.putOrders(out, reply.orders()),
            in -> new Ordered(PlacementCodecs.readOrders(in))),
        new Codec<>(
            "lv1",
            Described.class,
            (out, reply) -> putView(out, reply.view()),
            in -> new Described(readView(in))),
        new Codec<>(
            "lm1",
            Planned.class,
            (out, reply) -> {
              Wire.putList(out, reply.moves(), PlacementMessageCodecs::putMove);
              out.putText(reply.summary());
              Wire.putList(out, reply.notices(), ByteWriter::putText);
            },
            in ->
                new Planned(
                    Wire.readList(in, PlacementMessageCodecs::readMove),
                    in.readText(),
                    Wire.readList(in, ByteReader::readText))),
        new Codec<>(
            "ln1",
            Declined.class,
            (out, reply) -> out.putText(reply.reason()),
            in -> new Declined(in.readText())),
        new Codec<>(
            "ly1",
            NotYet.class,
            (out, reply) -> out.putText(reply.reason()),
            in -> new NotYet(in.readText())));
  }

  private void putRef(ByteWriter out, ActorRef<Reply> ref) {
    out.putText(refs.toSerializationFormat(ref));
  }

  private ActorRef<Reply> readRef(ByteReader in) {
    return refs.resolveActorRef(in.readText());
  }

  private static void putOrder(ByteWriter out, Order order) {
    if (order instanceof Order.Pin pin) {
      out.putByte(1);
      PlacementCodecs.putShard(out, pin.shard());
      out.putText(pin.node());
    } else if (order instanceof Order.Unpin unpin) {
      out.putByte(2);
      PlacementCodecs.putShard(out, unpin.shard());
    } else if (order instanceof Order.Drain drain) {
      out.putByte(3);
      out.putText(drain.node());
    } else if (order instanceof Order.Undrain undrain) {
      out.putByte(4);
      out.putText(undrain.node());
    }
  }

  private static Order readOrder(ByteReader in) {
    int form = in.readByte();
    return switch (form) {
      case 1 -> new Order.Pin(PlacementCodecs.readShard(in), in.readText());
      case 2 -> new Order.Unpin(PlacementCodecs.readShard(in));
      case 3 -> new Order.Drain(in.readText());
      case 4 -> new Order.Undrain(in.readText());
      default ->
          throw new IllegalArgumentException("Expected an order's form of 1 to 4, came " + form);
    };
  }

  private static void putMove(ByteWriter out, Move move) {
    out.putText(move.shard());
    out.putText(move.from());
    out.putText(move.to());
    out.putText(move.cause().name());
    out.putText(move.reason());
  }

  private static Move readMove(ByteReader in) {
    return new Move(
        in.readText(),
        in.readText(),
        in.readText(),
        Move.Cause.valueOf(in.readText()),
        in.readText());
  }

  private static void putView(ByteWriter out, PlacementView view) {
    out.putText(view.kind());
    Wire.putList(out, view.nodes(), PlacementMessageCodecs::putNode);
    Wire.putList(out, view.shards(), PlacementMessageCodecs::putPlaced);
    out.putText(view.summary());
    Wire.putList(out, view.notices(), ByteWriter::putText);
    Wire.putBoolean(out, view.isBusy());
  }

  private static PlacementView readView(ByteReader in) {
    return new PlacementView(
        in.readText(),
        Wire.readList(in, PlacementMessageCodecs::readNode),
        Wire.readList(in, PlacementMessageCodecs::readPlaced),
        in.readText(),
        Wire.readList(in, ByteReader::readText),
        Wire.readBoolean(in));
  }

  private static void putNode(ByteWriter out, NodeLoad node) {
    out.putText(node.node());
    out.putText(node.version());
    out.putText(node.standing().name());
    Wire.putBoolean(out, node.takesShards());
    Wire.putBoolean(out, node.isDrained());
    out.putVarint(node.shards());
    out.putVarint(node.bytesPerSecond());
    out.putVarint(node.bufferedBytes());
  }

  private static NodeLoad readNode(ByteReader in) {
    return new NodeLoad(
        in.readText(),
        in.readText(),
        Standing.valueOf(in.readText()),
        Wire.readBoolean(in),
        Wire.readBoolean(in),
        (int) in.readVarint(),
        in.readVarint(),
        in.readVarint());
  }

  private static void putPlaced(ByteWriter out, PlacedShard shard) {
    out.putText(shard.shard());
    out.putText(shard.node());
    out.putNullableText(shard.pinnedTo().orElse(null));
    out.putNullableText(shard.movingTo().orElse(null));
    out.putVarint(shard.bytesPerSecond());
    out.putVarint(shard.bufferedBytes());
    Wire.putList(out, shard.lastMove().stream().toList(), PlacementMessageCodecs::putLastMove);
  }

  private static void putLastMove(ByteWriter out, LastMove last) {
    out.putText(last.from());
    out.putText(last.cause().name());
    out.putVarint(last.agoMillis());
  }

  private static LastMove readLastMove(ByteReader in) {
    return new LastMove(in.readText(), Move.Cause.valueOf(in.readText()), in.readVarint());
  }

  private static PlacedShard readPlaced(ByteReader in) {
    return new PlacedShard(
        in.readText(),
        in.readText(),
        Optional.ofNullable(in.readNullableText()),
        Optional.ofNullable(in.readNullableText()),
        in.readVarint(),
        in.readVarint(),
        Wire.readList(in, PlacementMessageCodecs::readLastMove).stream().findFirst());
  }
}
