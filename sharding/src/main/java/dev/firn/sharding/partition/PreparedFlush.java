package dev.firn.sharding.partition;

import dev.firn.sharding.DataFiles.DataFile;
import dev.firn.sharding.dedup.IdRunRef;

/** A written data file that waits for its commit. */
public record PreparedFlush(String flushId, long from, long to, DataFile file, IdRunRef ids) {

  PreparedFlush with(IdRunRef otherIds) {
    return new PreparedFlush(flushId, from, to, file, otherIds);
  }
}
