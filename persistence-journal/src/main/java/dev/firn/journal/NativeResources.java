package dev.firn.journal;

import java.util.List;

/** Closing of RocksDB's objects, none of which in truth throws a checked exception. */
final class NativeResources {

  private NativeResources() {}

  static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("Cannot close " + resource, e);
    }
  }

  static void closeAll(List<? extends AutoCloseable> resources) {
    resources.forEach(NativeResources::close);
  }
}
