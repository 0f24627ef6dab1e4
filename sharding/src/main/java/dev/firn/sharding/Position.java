package dev.firn.sharding;

/**
 * A place in a partition's sequence of appends. Flushes take whole prefixes, so what is said of a
 * position holds for everything before it.
 *
 * @param partition the partition's id, as in {@link dev.firn.events.PartitionKey#id()}
 */
public record Position(String partition, long epoch, long append) {}
