package dev.firn.catalog.cache;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;

/** An object that is in the cache once it is in the store. */
final class KeptOutputFile implements OutputFile {
  private final OutputFile file;
  private final MetadataCache cache;

  KeptOutputFile(OutputFile file, MetadataCache cache) {
    this.file = file;
    this.cache = cache;
  }

  @Override
  public PositionOutputStream create() {
    return new Copying(file.create());
  }

  @Override
  public PositionOutputStream createOrOverwrite() {
    cache.forget(file.location());
    return new Copying(file.createOrOverwrite());
  }

  @Override
  public String location() {
    return file.location();
  }

  @Override
  public InputFile toInputFile() {
    return file.toInputFile();
  }

  /** What is larger than the cache takes is not copied to its end. */
  private final class Copying extends PositionOutputStream {
    private final PositionOutputStream out;
    private final ByteArrayOutputStream copy = new ByteArrayOutputStream();
    private boolean isWhole = true;
    private boolean isClosed;

    Copying(PositionOutputStream out) {
      this.out = out;
    }

    @Override
    public long getPos() throws IOException {
      return out.getPos();
    }

    @Override
    public long storedLength() throws IOException {
      return out.storedLength();
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    /** A write that failed is not what the store has, whatever closing says. */
    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      boolean wasWhole = isWhole;
      isWhole = false;
      out.write(bytes, from, length);
      isWhole = wasWhole;
      copy(bytes, from, length);
    }

    private void copy(byte[] bytes, int from, int length) {
      if (copy.size() + (long) length > cache.largest()) {
        isWhole = false;
        copy.reset();
      } else if (isWhole) {
        copy.write(bytes, from, length);
      }
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.close();
      if (isWhole && !isClosed) {
        cache.put(file.location(), copy.toByteArray());
      }
      isClosed = true;
    }
  }
}
