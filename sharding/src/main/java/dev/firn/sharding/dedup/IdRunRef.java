package dev.firn.sharding.dedup;

/**
 * Names a run of sorted ids in the object store.
 *
 * @param count ids in it
 */
public record IdRunRef(String location, int count) {}
