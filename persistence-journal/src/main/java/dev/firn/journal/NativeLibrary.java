package dev.firn.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;

/**
 * Unpacks RocksDB's 17 MB of native code under the data folder. Left alone it goes to the temp
 * folder under a new name at each start and stays there after a kill.
 */
final class NativeLibrary {

  private NativeLibrary() {}

  static void load(Path folder) {
    try {
      Files.createDirectories(folder);
      NativeLibraryLoader.getInstance().loadLibrary(folder.toString());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot unpack RocksDB's native library into " + folder, e);
    }
    RocksDB.loadLibrary();
  }
}
