package dev.firn.bench.target;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder for a node's data: one that the user named stays, any other goes when we are done. */
public final class WorkFolder implements AutoCloseable {
  private final Path path;
  private final boolean isKept;

  private WorkFolder(Path path, boolean isKept) {
    this.path = path;
    this.isKept = isKept;
  }

  public static WorkFolder open(Optional<Path> named) throws IOException {
    return named.isPresent()
        ? new WorkFolder(Files.createDirectories(named.get()).toAbsolutePath(), true)
        : new WorkFolder(Files.createTempDirectory("firn-bench"), false);
  }

  /** One that other users can enter, and that goes when we are done. */
  public static WorkFolder openShared() throws IOException {
    Path made = Files.createTempDirectory(Path.of("/tmp"), "firn-bench");
    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new WorkFolder(made, false);
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    if (isKept) {
      return;
    }
    try (Stream<Path> inside = Files.walk(path)) {
      inside.sorted(Comparator.reverseOrder()).forEach(WorkFolder::delete);
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
