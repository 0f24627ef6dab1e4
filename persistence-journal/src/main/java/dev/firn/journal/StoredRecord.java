package dev.firn.journal;

import java.util.Optional;

/**
 * An event or snapshot as it is stored: everything Pekko gave, the objects as bytes of Pekko
 * Serialization that mean nothing to the journal. {@code adapterManifest} is the event adapter's,
 * empty for snapshots, as is the writer.
 */
public record StoredRecord(
    long timestamp,
    String writerUuid,
    String adapterManifest,
    SerializedObject payload,
    Optional<SerializedObject> metadata) {}
