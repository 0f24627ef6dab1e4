package dev.firn.sharding.wire;

import dev.firn.events.ByteReader;
import dev.firn.events.ByteWriter;
import dev.firn.sharding.placement.LoadReport;
import dev.firn.sharding.placement.OrderEvent.Drained;
import dev.firn.sharding.placement.OrderEvent.Pinned;
import dev.firn.sharding.placement.OrderEvent.Undrained;
import dev.firn.sharding.placement.OrderEvent.Unpinned;
import dev.firn.sharding.placement.Orders;
import dev.firn.sharding.placement.ShardId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Operators' orders as they are journaled and spread, and what nodes say of their shards. */
final class PlacementCodecs {
  private PlacementCodecs() {}

  static List<Codec<?>> all() {
    return List.of(
        new Codec<>(
            "lp1",
            Pinned.class,
            (out, event) -> {
              putShard(out, event.shard());
              out.putText(event.node());
              putGiven(out, event.by(), event.at());
            },
            in -> new Pinned(readShard(in), in.readText(), in.readText(), in.readVarint())),
        new Codec<>(
            "lu1",
            Unpinned.class,
            (out, event) -> {
              putShard(out, event.shard());
              putGiven(out, event.by(), event.at());
            },
            in -> new Unpinned(readShard(in), in.readText(), in.readVarint())),
        new Codec<>(
            "ld1",
            Drained.class,
            (out, event) -> {
              out.putText(event.node());
              putGiven(out, event.by(), event.at());
            },
            in -> new Drained(in.readText(), in.readText(), in.readVarint())),
        new Codec<>(
            "le1",
            Undrained.class,
            (out, event) -> {
              out.putText(event.node());
              putGiven(out, event.by(), event.at());
            },
            in -> new Undrained(in.readText(), in.readText(), in.readVarint())),
        new Codec<>("lo1", Orders.class, PlacementCodecs::putOrders, PlacementCodecs::readOrders),
        new Codec<>(
            "lr1",
            LoadReport.class,
            (out, report) -> {
              out.putVarint(report.number());
              Wire.putList(out, report.entries(), PlacementCodecs::putEntry);
            },
            in -> new LoadReport(in.readVarint(), Wire.readList(in, PlacementCodecs::readEntry))));
  }

  private static void putGiven(ByteWriter out, String by, long at) {
    out.putText(by);
    out.putVarint(at);
  }

  static void putShard(ByteWriter out, ShardId shard) {
    out.putText(shard.kind());
    out.putText(shard.shard());
  }

  static ShardId readShard(ByteReader in) {
    return new ShardId(in.readText(), in.readText());
  }

  static void putOrders(ByteWriter out, Orders orders) {
    out.putVarint(orders.revision());
    out.putVarint(orders.pins().size());
    orders
        .pins()
        .forEach(
            (shard, node) -> {
              putShard(out, shard);
              out.putText(node);
            });
    Wire.putList(out, List.copyOf(orders.drained()), ByteWriter::putText);
  }

  static Orders readOrders(ByteReader in) {
    long revision = in.readVarint();
    int size = in.readLength();
    Map<ShardId, String> pins = new HashMap<>();
    for (int i = 0; i < size; i++) {
      pins.put(readShard(in), in.readText());
    }
    return new Orders(revision, pins, new HashSet<>(Wire.readList(in, ByteReader::readText)));
  }

  private static void putEntry(ByteWriter out, LoadReport.Entry entry) {
    out.putText(entry.shard());
    out.putVarint(entry.bytesPerSecond());
    out.putVarint(entry.bufferedBytes());
  }

  private static LoadReport.Entry readEntry(ByteReader in) {
    return new LoadReport.Entry(in.readText(), in.readVarint(), in.readVarint());
  }
}
