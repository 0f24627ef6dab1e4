package dev.firn.catalog.datafile;

import java.io.IOException;
import java.util.zip.CRC32C;
import org.apache.parquet.io.DelegatingPositionOutputStream;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * An Iceberg output file as Parquet wants it, which remembers how much it was given, its checksum,
 * and whether it was the store that failed.
 */
public final class CountingOutput implements OutputFile, AutoCloseable {
  private final org.apache.iceberg.io.OutputFile file;
  private @Nullable Stream stream;
  private boolean failed;

  public CountingOutput(org.apache.iceberg.io.OutputFile file) {
    this.file = file;
  }

  public long count() {
    return stream == null ? 0 : stream.count;
  }

  /** CRC-32C of what was given so far. */
  long checksum() {
    return stream == null ? 0 : stream.checksum.getValue();
  }

  public String location() {
    return file.location();
  }

  /** Whether the store refused anything; else a failure has its reason in the rows. */
  boolean hasFailed() {
    return failed;
  }

  @Override
  public PositionOutputStream create(long blockSizeHint) {
    try {
      stream = new Stream(file.create());
      return stream;
    } catch (RuntimeException e) {
      failed = true;
      throw e;
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  private void watch(Step step) throws IOException {
    try {
      step.run();
    } catch (IOException | RuntimeException e) {
      failed = true;
      throw e;
    }
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSizeHint) {
    throw new UnsupportedOperationException("Nothing is ever overwritten: " + file.location());
  }

  @Override
  public boolean supportsBlockSize() {
    return false;
  }

  @Override
  public long defaultBlockSize() {
    return 0;
  }

  @Override
  public void close() throws IOException {
    if (stream != null) {
      stream.close();
    }
  }

  private final class Stream extends DelegatingPositionOutputStream {
    private final CRC32C checksum = new CRC32C();
    private long count;
    private boolean closed;

    Stream(org.apache.iceberg.io.PositionOutputStream stream) {
      super(stream);
    }

    @Override
    public long getPos() {
      return count;
    }

    @Override
    public void write(int b) throws IOException {
      watch(() -> super.write(b));
      checksum.update(b);
      count++;
    }

    @Override
    public void write(byte[] bytes, int start, int length) throws IOException {
      watch(() -> super.write(bytes, start, length));
      checksum.update(bytes, start, length);
      count += length;
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      write(bytes, 0, bytes.length);
    }

    @Override
    public void flush() throws IOException {
      watch(super::flush);
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        watch(super::close);
      }
    }
  }
}
