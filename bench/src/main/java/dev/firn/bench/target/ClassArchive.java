package dev.firn.bench.target;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Classes of a node in the form in which a JVM finds them fastest, as {@code ./firn run} has them.
 * One life of a node leaves them; all nodes of this process that start later use them.
 */
public final class ClassArchive {
  private static final Path FILE =
      Path.of(System.getProperty("java.io.tmpdir"))
          .toAbsolutePath()
          .resolve("classes-" + ProcessHandle.current().pid() + ".jsa");

  private ClassArchive() {}

  /** What an archive holds for: the class path of every node that this process starts. */
  static String classPath() {
    return PackedClassPath.path();
  }

  /** Of a JVM that starts a node: nothing before there is an archive. */
  static List<String> options() {
    return Files.exists(FILE)
        ? List.of("-XX:SharedArchiveFile=" + FILE, "-Xshare:auto", "-Xlog:cds*=off")
        : List.of();
  }

  /** A life of a node that ends in order. */
  public interface Life {
    /**
     * Returns when it has ended.
     *
     * @param option of its JVM
     */
    void live(String option) throws IOException, InterruptedException;
  }

  /** Makes the archive, where this process has none yet. Without one nodes start as well. */
  public static synchronized void rehearse(Life life) throws IOException, InterruptedException {
    if (Files.exists(FILE)) {
      return;
    }
    FILE.toFile().deleteOnExit();
    Path fresh = Path.of(FILE + ".new");
    life.live("-XX:ArchiveClassesAtExit=" + fresh);
    if (Files.exists(fresh)) {
      Files.move(fresh, FILE);
    }
  }
}
