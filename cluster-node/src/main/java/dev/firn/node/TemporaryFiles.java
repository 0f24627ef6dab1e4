package dev.firn.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * The temporary files of a node's process, in a folder of its own below its data folder: what a
 * killed process left in the system's would stay there for ever, libraries of native code above
 * all. Here it goes at the next start.
 */
final class TemporaryFiles {
  private static final String FOLDER = "tmp";
  private static final String LOCK = "lock";

  /** Where Java, and each library with native code, puts what it has no better place for. */
  private static final List<String> PROPERTIES =
      List.of("java.io.tmpdir", "org.sqlite.tmpdir", "org.xerial.snappy.tempdir", "ZstdTempFolder");

  /** Kept for as long as the process lives: a channel that is garbage is closed, its lock gone. */
  private static final List<FileChannel> HELD = new CopyOnWriteArrayList<>();

  private TemporaryFiles() {}

  /** Has the whole process use a new folder; to be called before anything has needed one. */
  static void below(Path dataDir) throws IOException {
    Path own = newFolder(dataDir.toAbsolutePath()).toAbsolutePath();
    PROPERTIES.forEach(property -> System.setProperty(property, own.toString()));
  }

  /** An empty folder; others' are removed, unless one of them is still at work. */
  static Path newFolder(Path dataDir) throws IOException {
    Path all = Files.createDirectories(dataDir.resolve(FOLDER));
    if (isAlone(all.resolve(LOCK))) {
      removeLeftovers(all);
    }
    String name = System.currentTimeMillis() + "-" + ProcessHandle.current().pid();
    return Files.createDirectories(all.resolve(name));
  }

  /**
   * Takes the lock, where nobody has it, for as long as the process lives. A second process that is
   * started on the folder in use will soon be refused, and must not clear it away from the first.
   */
  private static boolean isAlone(Path lock) throws IOException {
    FileChannel channel =
        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean isTaken = channel.tryLock() != null;
    if (isTaken) {
      HELD.add(channel);
    } else {
      channel.close();
    }
    return isTaken;
  }

  private static void removeLeftovers(Path all) throws IOException {
    List<Path> leftovers;
    try (Stream<Path> found = Files.walk(all)) {
      leftovers =
          found
              .filter(path -> !path.equals(all) && !path.equals(all.resolve(LOCK)))
              .sorted(Comparator.reverseOrder())
              .toList();
    }
    for (Path leftover : leftovers) {
      Files.delete(leftover);
    }
  }
}
