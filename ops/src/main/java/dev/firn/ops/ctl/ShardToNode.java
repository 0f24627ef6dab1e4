package dev.firn.ops.ctl;

import picocli.CommandLine.Parameters;

/** A shard, and the node where it is to live: what an order about a shard names. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ShardToNode {
  @Parameters(
      index = "0",
      paramLabel = "SHARD",
      converter = ShardName.Converter.class,
      description = "Number of a shard of partitions, or KIND/NUMBER as firn ctl shards prints it")
  private ShardName shard;

  @Parameters(index = "1", paramLabel = "NODE", description = "As firn ctl nodes names it")
  private String node;

  ShardName shard() {
    return shard;
  }

  String node() {
    return node;
  }

  /** Where the order is posted. */
  String path(String order) {
    return shard.path() + "/" + order + "?to=" + NodeApi.encoded(node);
  }
}
