package dev.firn.catalog.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Changes of folders that survive a power cut: an entry is durable once its folder is synced. */
final class Durable {
  private Durable() {}

  /** Makes the folder that a path is to lie in, with all above it. */
  static void createFolderOf(Path path) throws IOException {
    Path folder = path.getParent();
    if (folder == null || Files.isDirectory(folder)) {
      return;
    }
    createFolderOf(folder);
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
    syncEntry(folder);
  }

  /** Makes the entry of this path in its folder durable. */
  static void syncEntry(Path path) throws IOException {
    Path folder = path.getParent();
    if (folder != null) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
