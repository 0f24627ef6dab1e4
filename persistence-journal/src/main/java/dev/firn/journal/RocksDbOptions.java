package dev.firn.journal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Properties;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ChecksumType;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.WALRecoveryMode;

/**
 * RocksDB's options for a log that is written once, read rarely and deleted soon. All column
 * families flush together ({@code atomic_flush}), or a quiet one would hold back the write-ahead
 * log. Values stay in the table files: blob files would spare compactions the values, but checksum
 * every byte with a CRC-32C that rocksdbjni computes in software, which costs more than the copying
 * it saves. Nothing is compressed: payloads are already.
 */
final class RocksDbOptions implements AutoCloseable {

  private final Deque<AutoCloseable> natives = new ArrayDeque<>();
  private final LRUCache blockCache;
  private final EmbeddedJournalSettings.Memory memory;

  RocksDbOptions(EmbeddedJournalSettings.Memory memory) {
    this.memory = memory;
    this.blockCache = owned(new LRUCache(memory.blockCache()));
  }

  DBOptions database(boolean acceptDataLoss) {
    Properties properties = new Properties();
    properties.setProperty("track_and_verify_wals_in_manifest", Boolean.toString(!acceptDataLoss));
    DBOptions options = Objects.requireNonNull(DBOptions.getDBOptionsFromProps(properties));
    return owned(options)
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setParanoidChecks(true)
        .setWalRecoveryMode(
            acceptDataLoss
                ? WALRecoveryMode.PointInTimeRecovery
                : WALRecoveryMode.TolerateCorruptedTailRecords)
        .setAtomicFlush(true)
        .setAllowConcurrentMemtableWrite(false)
        .setMaxTotalWalSize(2 * unflushed())
        .setAllowFAllocate(false)
        .setMaxBackgroundJobs(2)
        .setMaxBgErrorResumeCount(0)
        .setMaxOpenFiles(256)
        .setBytesPerSync(1 << 20)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setKeepLogFileNum(2)
        .setMaxLogFileSize(1 << 20)
        .setMaxManifestFileSize(1 << 20)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0);
  }

  /**
   * Buffers of a size that never fills: the {@link Cleaner} flushes all families before. Never
   * compacted, for a generation is short-lived and has nothing to be rid of; RocksDB would rewrite
   * each file as soon as no snapshot is older, only to store its sequence numbers as zero. Damage
   * in what is dead would fail that, and with it the whole journal.
   */
  ColumnFamilyOptions events() {
    return columnFamily(unflushed()).setDisableAutoCompactions(true);
  }

  ColumnFamilyOptions small() {
    return columnFamily(Math.max(memory.writeBuffer() / 4, 1 << 20));
  }

  private long unflushed() {
    return memory.writeBuffer() * memory.writeBuffers();
  }

  private ColumnFamilyOptions columnFamily(long writeBuffer) {
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(blockCache)
            .setCacheIndexAndFilterBlocks(true)
            .setFilterPolicy(owned(new BloomFilter(10)))
            .setChecksumType(ChecksumType.kXXH3)
            .setFormatVersion(5);
    return owned(new ColumnFamilyOptions())
        .setWriteBufferSize(writeBuffer)
        .setMaxWriteBufferNumber(2)
        .setCompressionType(CompressionType.NO_COMPRESSION)
        .setTableFormatConfig(table);
  }

  private <T extends AutoCloseable> T owned(T resource) {
    natives.push(resource);
    return resource;
  }

  @Override
  public void close() {
    while (!natives.isEmpty()) {
      NativeResources.close(natives.pop());
    }
  }
}
