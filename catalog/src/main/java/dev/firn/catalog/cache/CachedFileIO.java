package dev.firn.catalog.cache;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.apache.iceberg.io.BulkDeletionFailureException;
import org.apache.iceberg.io.DelegateFileIO;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.SupportsBulkOperations;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A table's files, of which manifests and manifest lists are read once: from the store, or never,
 * where this node wrote them. Everything else, and whether something is there, the store is asked.
 * Not serializable, as nothing of Firn's is sent by that.
 */
final class CachedFileIO implements DelegateFileIO {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(CachedFileIO.class);
  private static final Pattern KEPT = Pattern.compile(".*/metadata/[^/]+\\.avro");

  private final transient FileIO store;
  private final transient SupportsPrefixOperations folders;
  private final transient MetadataCache cache;

  private CachedFileIO(FileIO store, SupportsPrefixOperations folders, MetadataCache cache) {
    this.store = store;
    this.folders = folders;
    this.cache = cache;
  }

  /**
   * The same store where nothing is kept, or where it cannot be listed: what a store offers is to
   * be seen by its type.
   */
  static FileIO over(FileIO store, MetadataCache cache) {
    return cache.largest() > 0 && store instanceof SupportsPrefixOperations folders
        ? new CachedFileIO(store, folders, cache)
        : store;
  }

  @Override
  public InputFile newInputFile(String location) {
    return input(location, store.newInputFile(location));
  }

  @Override
  public InputFile newInputFile(String location, long length) {
    return input(location, store.newInputFile(location, length));
  }

  private InputFile input(String location, InputFile file) {
    if (!KEPT.matcher(location).matches()) {
      return file;
    }
    Optional<byte[]> found = cache.find(location);
    return found.isPresent()
        ? new InMemoryInputFile(location, found.get())
        : new ReadOnceFile(file, cache);
  }

  @Override
  public OutputFile newOutputFile(String location) {
    OutputFile file = store.newOutputFile(location);
    return KEPT.matcher(location).matches() ? new KeptOutputFile(file, cache) : file;
  }

  @Override
  public void deleteFile(String location) {
    cache.forget(location);
    store.deleteFile(location);
  }

  @Override
  public void deleteFiles(Iterable<String> locations) {
    locations.forEach(cache::forget);
    if (store instanceof SupportsBulkOperations bulk) {
      bulk.deleteFiles(locations);
    } else {
      oneByOne(locations);
    }
  }

  private void oneByOne(Iterable<String> locations) {
    int failed = 0;
    for (String location : locations) {
      try {
        store.deleteFile(location);
      } catch (RuntimeException e) {
        LOG.warn("{} could not be deleted; it stays", location, e);
        failed++;
      }
    }
    if (failed > 0) {
      throw new BulkDeletionFailureException(failed);
    }
  }

  @Override
  public Iterable<FileInfo> listPrefix(String prefix) {
    return folders.listPrefix(prefix);
  }

  @Override
  public void deletePrefix(String prefix) {
    folders.deletePrefix(prefix);
  }

  @Override
  public Map<String, String> properties() {
    return store.properties();
  }

  @Override
  public void initialize(Map<String, String> properties) {
    store.initialize(properties);
  }

  @Override
  public void close() {
    store.close();
  }
}
