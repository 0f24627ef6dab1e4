package dev.firn.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Size of the database's files and free space of their disk. Files come and go while they are
 * counted.
 */
record DiskUsage(long bytes, long usable) {

  static DiskUsage of(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      long bytes = files.mapToLong(DiskUsage::size).sum();
      return new DiskUsage(bytes, Files.getFileStore(folder).getUsableSpace());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
