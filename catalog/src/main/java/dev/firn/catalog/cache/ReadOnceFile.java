package dev.firn.catalog.cache;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.jspecify.annotations.Nullable;

/**
 * An object that is not in the cache yet. It is read whole by one request, which also tells its
 * length, when somebody wants to read it; one that is too large for the cache is left to the store.
 */
final class ReadOnceFile implements InputFile {
  private final InputFile file;
  private final MetadataCache cache;
  private @Nullable InputFile read;

  ReadOnceFile(InputFile file, MetadataCache cache) {
    this.file = file;
    this.cache = cache;
  }

  @Override
  public long getLength() {
    return content().getLength();
  }

  @Override
  public SeekableInputStream newStream() {
    return content().newStream();
  }

  @Override
  public String location() {
    return file.location();
  }

  @Override
  public boolean exists() {
    return file.exists();
  }

  private synchronized InputFile content() {
    InputFile known = read;
    if (known == null) {
      known = load();
      read = known;
    }
    return known;
  }

  private InputFile load() {
    int most = Math.toIntExact(Math.min(Integer.MAX_VALUE - 16, cache.largest()));
    byte[] content;
    try (InputStream in = file.newStream()) {
      content = in.readNBytes(most + 1);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read " + file.location(), e);
    }
    if (content.length > most) {
      return file;
    }
    cache.put(file.location(), content);
    return new InMemoryInputFile(file.location(), content);
  }
}
