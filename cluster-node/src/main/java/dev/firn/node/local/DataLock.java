package dev.firn.node.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** That nobody else runs a cluster in this folder; goes with the process, however that ends. */
final class DataLock {
  private final FileChannel channel;

  private DataLock(FileChannel channel) {
    this.channel = channel;
  }

  static DataLock take(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      throw new IllegalArgumentException(
          "a cluster runs in " + folder + " already: choose another folder with --data");
    }
    return new DataLock(channel);
  }

  /** The lock goes with its channel. */
  void close() throws IOException {
    channel.close();
  }
}
