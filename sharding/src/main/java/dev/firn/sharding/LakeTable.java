package dev.firn.sharding;

import java.util.function.Supplier;

/**
 * A table as buffers and committers meet it.
 *
 * @param rows by the ids under which its buffers know them
 * @param uuid of the table as it was last looked at
 */
public record LakeTable(
    DataFiles files, TableCommits commits, FlushedRows rows, Supplier<String> uuid) {}
