package dev.firn.sharding.placement;

/**
 * A shard of one kind of entities.
 *
 * @param kind the name of the entity type
 * @param shard its number, as sharding writes it
 */
public record ShardId(String kind, String shard) {}
