package dev.firn.sharding;

/**
 * Marks what is journaled or sent between nodes: it has a binary form with a version, given by the
 * serializer in package {@code wire}.
 */
public interface Portable {}
