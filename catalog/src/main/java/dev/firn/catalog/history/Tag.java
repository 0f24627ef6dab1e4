package dev.firn.catalog.history;

import java.time.Instant;
import java.util.Optional;

/**
 * A name for a snapshot that keeps it from being expired.
 *
 * @param committedAt when the snapshot was made, not the tag
 * @param expires after which the tag goes, at the next expiry; empty for never
 * @param inHistory whether the current snapshot stems from it
 */
public record Tag(
    String name,
    long snapshotId,
    long sequenceNumber,
    Instant committedAt,
    Optional<Instant> expires,
    boolean inHistory) {}
