package dev.firn.catalog.chain;

import dev.firn.catalog.io.LocalFileIO;
import dev.firn.catalog.io.WholeFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * A local folder that fails as an object store does, in the writes of manifests. Named by class in
 * properties, so its faults are of all of its kind.
 */
public final class StoreWithFaults implements SupportsPrefixOperations, WholeFiles {
  static final Queue<Fault> FAULTS = new ConcurrentLinkedQueue<>();

  private final LocalFileIO files = new LocalFileIO();

  /** What becomes of one write of a manifest. */
  @FunctionalInterface
  interface Fault {
    /**
     * Writes, or does something else.
     *
     * @param put really writes, and is refused where there is such a file
     */
    void write(Runnable put);
  }

  @Override
  public void initialize(Map<String, String> properties) {
    files.initialize(properties);
  }

  @Override
  public Map<String, String> properties() {
    return files.properties();
  }

  @Override
  public InputFile newInputFile(String location) {
    return files.newInputFile(location);
  }

  @Override
  public OutputFile newOutputFile(String location) {
    return files.newOutputFile(location);
  }

  @Override
  public void createWhole(String location, byte[] bytes) {
    Fault fault = FAULTS.poll();
    Runnable put = () -> files.createWhole(location, bytes);
    if (fault == null) {
      put.run();
    } else {
      fault.write(put);
    }
  }

  @Override
  public void deleteFile(String location) {
    files.deleteFile(location);
  }

  @Override
  public Iterable<FileInfo> listPrefix(String prefix) {
    return files.listPrefix(prefix);
  }

  @Override
  public void deletePrefix(String prefix) {
    files.deletePrefix(prefix);
  }

  /** An answer that says nothing. */
  static UncheckedIOException dropped() {
    return new UncheckedIOException(new IOException("connection reset (injected)"));
  }
}
