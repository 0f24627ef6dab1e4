package dev.firn.catalog.compaction;

import java.util.Collection;
import org.apache.iceberg.io.BulkDeletionFailureException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.SupportsBulkOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes objects, many by one request where the store can; what it refuses stays. */
public final class ObjectDeletion {
  private static final Logger LOG = LoggerFactory.getLogger(ObjectDeletion.class);

  private ObjectDeletion() {}

  /** How many are gone. */
  public static int delete(FileIO io, Collection<String> locations) {
    if (locations.isEmpty()) {
      return 0;
    }
    return io instanceof SupportsBulkOperations bulk
        ? together(bulk, locations)
        : oneByOne(io, locations);
  }

  private static int together(SupportsBulkOperations io, Collection<String> locations) {
    try {
      io.deleteFiles(locations);
      return locations.size();
    } catch (BulkDeletionFailureException e) {
      LOG.warn("{} objects could not be deleted; they stay", e.numberFailedObjects(), e);
      return locations.size() - e.numberFailedObjects();
    }
  }

  private static int oneByOne(FileIO io, Collection<String> locations) {
    int deleted = 0;
    for (String location : locations) {
      try {
        io.deleteFile(location);
        deleted++;
      } catch (RuntimeException e) {
        LOG.warn("{} could not be deleted; it stays", location, e);
      }
    }
    return deleted;
  }
}
