package dev.firn.journal;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Section {@code firn.journal.embedded} and the profile-independent {@code firn.journal.max-bytes};
 * sizes in bytes.
 */
public record EmbeddedJournalSettings(
    Path dir,
    long maxBytes,
    Full full,
    Writer writer,
    Memory memory,
    Reclaim reclaim,
    int queryPageBytes,
    boolean requiresSnapshot,
    boolean acceptDataLoss) {

  /** What happens at the size budget and on a nearly full disk. */
  public record Full(
      long diskReserve,
      long headroom,
      List<String> refusableManifests,
      long essentialAppend,
      List<String> essentialIds) {
    public Full {
      refusableManifests = List.copyOf(refusableManifests);
      essentialIds = List.copyOf(essentialIds);
    }
  }

  /** The one writer thread and its queue. */
  public record Writer(long maxBatchBytes, long maxQueuedBytes, int cachedIds) {}

  /** What RocksDB may hold outside the Java heap. */
  public record Memory(long writeBuffer, int writeBuffers, long blockCache) {}

  /** When the space of truncated events is given back. */
  public record Reclaim(Duration interval, double factor, long floor, long generation) {}

  public static EmbeddedJournalSettings from(Config root) {
    Config c = root.getConfig("firn.journal.embedded");
    return new EmbeddedJournalSettings(
        Path.of(c.getString("dir")),
        root.getBytes("firn.journal.max-bytes"),
        new Full(
            c.getBytes("full.disk-reserve"),
            c.getBytes("full.headroom"),
            c.getStringList("full.refusable-manifests"),
            c.getBytes("full.essential-append"),
            c.getStringList("full.essential-ids")),
        new Writer(
            c.getBytes("writer.max-batch-bytes"),
            c.getBytes("writer.max-queued-bytes"),
            c.getInt("writer.cached-ids")),
        new Memory(
            c.getBytes("memory.write-buffer"),
            c.getInt("memory.write-buffers"),
            c.getBytes("memory.block-cache")),
        new Reclaim(
            c.getDuration("reclaim.interval"),
            c.getDouble("reclaim.factor"),
            c.getBytes("reclaim.floor"),
            c.getBytes("reclaim.generation")),
        Math.toIntExact(c.getBytes("query.page-bytes")),
        c.getBoolean("recovery.require-snapshot"),
        c.getBoolean("accept-data-loss"));
  }
}
