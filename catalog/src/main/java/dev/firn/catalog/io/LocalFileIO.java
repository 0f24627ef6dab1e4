package dev.firn.catalog.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * Iceberg's files on the local disk, durable when closed. It stands in for Hadoop's file system,
 * which syncs nothing, writes checksum files beside every file and reads XML at start. Named by
 * class in catalog properties ({@code io-impl}), hence public with an empty constructor.
 */
public final class LocalFileIO implements SupportsPrefixOperations, WholeFiles {
  private Map<String, String> properties = Map.of();

  @Override
  public void initialize(Map<String, String> values) {
    properties = Map.copyOf(values);
  }

  @Override
  public Map<String, String> properties() {
    return properties;
  }

  @Override
  public InputFile newInputFile(String location) {
    return new LocalInput(location, LocalPaths.toPath(location));
  }

  @Override
  public OutputFile newOutputFile(String location) {
    return new LocalOutput(location, LocalPaths.toPath(location));
  }

  @Override
  public void createWhole(String location, byte[] bytes) {
    Path target = LocalPaths.toPath(location).toAbsolutePath();
    Path written = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
    try {
      try (LocalOutputStream out = LocalOutputStream.create(written)) {
        out.write(bytes);
      }
      // A rename would replace what is there; a second name for the same file is refused.
      Files.createLink(target, written);
      Durable.syncEntry(target);
    } catch (IOException e) {
      throw failure("create", location, e);
    } finally {
      deleteFile(LocalPaths.toLocation(written));
    }
  }

  /** Deleting what is not there is no error. */
  @Override
  public void deleteFile(String location) {
    try {
      Files.deleteIfExists(LocalPaths.toPath(location));
    } catch (IOException e) {
      throw new UncheckedIOException("Could not delete " + location, e);
    }
  }

  /** The files below a folder; the prefix names one, with a slash at its end. */
  @Override
  public Iterable<FileInfo> listPrefix(String prefix) {
    if (!prefix.endsWith("/")) {
      throw new IllegalArgumentException("Not a folder: " + prefix);
    }
    Path folder = LocalPaths.toPath(prefix);
    return () -> new LocalListing(prefix, folder);
  }

  @Override
  public void deletePrefix(String prefix) {
    listPrefix(prefix).forEach(file -> deleteFile(file.location()));
  }

  private record LocalInput(String location, Path path) implements InputFile {
    @Override
    public long getLength() {
      try {
        return Files.size(path);
      } catch (IOException e) {
        throw failure("measure", location, e);
      }
    }

    @Override
    public SeekableInputStream newStream() {
      try {
        return new LocalInputStream(path);
      } catch (IOException e) {
        throw failure("open", location, e);
      }
    }

    @Override
    public boolean exists() {
      return Files.exists(path);
    }
  }

  private record LocalOutput(String location, Path path) implements OutputFile {
    @Override
    public PositionOutputStream create() {
      try {
        return LocalOutputStream.create(path);
      } catch (IOException e) {
        throw failure("create", location, e);
      }
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
      try {
        return LocalOutputStream.replace(path, UUID.randomUUID().toString());
      } catch (IOException e) {
        throw failure("create", location, e);
      }
    }

    @Override
    public InputFile toInputFile() {
      return new LocalInput(location, path);
    }
  }

  private static RuntimeException failure(String action, String location, IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return new NotFoundException(cause, "There is no file %s", location);
    }
    if (cause instanceof FileAlreadyExistsException) {
      return new AlreadyExistsException(cause, "There is already a file %s", location);
    }
    return new UncheckedIOException("Could not " + action + " " + location, cause);
  }
}
