package dev.firn.sharding;

/**
 * A table's committer and where it runs, which knows who asks it.
 *
 * @param node as operators name it
 */
public record PlacedCommitter(CommitterStatus status, String node) {}
