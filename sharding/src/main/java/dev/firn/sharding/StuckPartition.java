package dev.firn.sharding;

import java.time.Instant;

/**
 * A partition that stands still, because what it needs cannot be read: its journal, or the ids of
 * what it has seen. Nothing of it is given up: it tries again for ever.
 *
 * @param since when it was first noticed in this process
 * @param reason a sentence
 */
public record StuckPartition(String partition, Instant since, String reason) {}
