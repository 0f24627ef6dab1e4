package dev.firn.catalog.chain;

import dev.firn.catalog.io.LocalFileIO;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * A local folder that behaves as an object store: a file is there when its stream is closed, whole,
 * and never instead of another. Writes of manifests can fail. Named by class in properties, so its
 * faults are of all of its kind.
 */
public final class StoreWithFaults implements SupportsPrefixOperations {
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
    void write(Runnable put) throws IOException;
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
    OutputFile file = files.newOutputFile(location);
    return new OutputFile() {
      @Override
      public PositionOutputStream create() {
        return new Put(location, files);
      }

      @Override
      public PositionOutputStream createOrOverwrite() {
        return file.createOrOverwrite();
      }

      @Override
      public String location() {
        return location;
      }

      @Override
      public InputFile toInputFile() {
        return file.toInputFile();
      }
    };
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

  private static final class Put extends PositionOutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final String location;
    private final LocalFileIO files;
    private boolean isClosed;

    Put(String location, LocalFileIO files) {
      this.location = location;
      this.files = files;
    }

    @Override
    public long getPos() {
      return bytes.size();
    }

    @Override
    public void write(int value) {
      bytes.write(value);
    }

    @Override
    public void write(byte[] values, int start, int length) {
      bytes.write(values, start, length);
    }

    @Override
    public void close() throws IOException {
      if (isClosed) {
        return;
      }
      isClosed = true;
      Fault fault = location.contains("/chain/") ? FAULTS.poll() : null;
      Runnable put = () -> files.createWhole(location, bytes.toByteArray());
      if (fault == null) {
        put.run();
      } else {
        fault.write(put);
      }
    }
  }

  /** An answer that says nothing. */
  static UncheckedIOException dropped() {
    return new UncheckedIOException(new IOException("connection reset (injected)"));
  }
}
