package dev.firn.sharding.dedup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of id runs on the local disk: a cache over the objects, any of which may vanish at any
 * time. Within a budget; those not used for longest go first, by the files' times. Blocking,
 * thread-safe.
 */
final class LocalRuns {
  private static final Logger LOG = LoggerFactory.getLogger(LocalRuns.class);
  private static final String UNFINISHED = ".part";

  private record Copy(Path path, long bytes, FileTime usedAt) {}

  private final Path folder;
  private final long budget;
  private final AtomicLong bytes = new AtomicLong();

  /**
   * @param folder created when missing
   * @param budget bytes
   */
  LocalRuns(Path folder, long budget) {
    this.folder = folder;
    this.budget = budget;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot create the folder for id runs, " + folder, e);
    }
  }

  /** Looks at what an earlier life left behind. */
  void open() {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path path : files.filter(file -> file.toString().endsWith(UNFINISHED)).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the folder for id runs, " + folder, e);
    }
    makeRoom();
  }

  /** The whole run, if it is here undamaged. */
  Optional<byte[]> read(IdRunRef ref) {
    Path path = path(ref);
    try {
      byte[] sorted = Files.readAllBytes(path);
      if (ref.isWhole(sorted)) {
        used(path);
        return Optional.of(sorted);
      }
      delete(ref);
      return Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the id run " + path, e);
    }
  }

  /** For look-ups; empty where there is no copy. */
  Optional<IdRun.Lookup> lookup(IdRunRef ref) {
    Path path = path(ref);
    try {
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      used(path);
      return Optional.of(new IdRun.Lookup(channel));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot open the id run " + path, e);
    }
  }

  /** Not forced to disk: what a power cut leaves of it is told by its checksum. */
  void keep(IdRunRef ref, byte[] sorted) {
    try {
      Path part = Files.createTempFile(folder, "run", UNFINISHED);
      Files.write(part, sorted);
      Files.move(part, path(ref), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot keep an id run in " + folder, e);
    }
    if (bytes.addAndGet(sorted.length) > budget) {
      makeRoom();
    }
  }

  void delete(IdRunRef ref) {
    try {
      long size = Files.size(path(ref));
      if (Files.deleteIfExists(path(ref))) {
        bytes.addAndGet(-size);
      }
    } catch (NoSuchFileException e) {
      LOG.trace("No local copy of {}", ref, e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete a local id run", e);
    }
  }

  /** Deletes the copies not used for longest, to a tenth below the budget. */
  private synchronized void makeRoom() {
    List<Copy> copies = copies();
    long held = copies.stream().mapToLong(Copy::bytes).sum();
    if (held > budget) {
      copies.sort(Comparator.comparing(Copy::usedAt));
      for (Copy copy : copies) {
        if (held <= budget - budget / 10) {
          break;
        }
        delete(copy.path());
        held -= copy.bytes();
      }
    }
    bytes.set(held);
  }

  private List<Copy> copies() {
    List<Copy> copies = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path path : files.filter(file -> !file.toString().endsWith(UNFINISHED)).toList()) {
        measure(path).ifPresent(copies::add);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the folder for id runs, " + folder, e);
    }
    return copies;
  }

  private static Optional<Copy> measure(Path path) throws IOException {
    try {
      return Optional.of(new Copy(path, Files.size(path), Files.getLastModifiedTime(path)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete a local id run", e);
    }
  }

  private static void used(Path path) throws IOException {
    Files.setLastModifiedTime(path, FileTime.from(Instant.now()));
  }

  private Path path(IdRunRef ref) {
    return folder.resolve(ref.fileName());
  }
}
