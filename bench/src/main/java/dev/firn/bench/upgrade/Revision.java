package dev.firn.bench.upgrade;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The sources of one revision in a folder of their own, whose {@code ./firn} builds them when it is
 * first called. Nothing of the repository they come from is touched.
 */
record Revision(String name, Path script) {

  /**
   * @param repository a folder inside the Git repository
   * @param name anything Git takes for a commit
   */
  static Revision unpack(Path repository, String name, Path folder)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path archive = folder.resolveSibling(folder.getFileName() + ".tar");
    run(
        "git",
        "-C",
        repository.toString(),
        "archive",
        "--output=" + archive,
        "--end-of-options",
        name);
    run("tar", "-xf", archive.toString(), "-C", folder.toString());
    Files.delete(archive);
    return new Revision(name, folder.resolve("firn"));
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(List.of(command) + " failed: " + said.strip());
    }
  }
}
