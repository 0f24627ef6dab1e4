package dev.firn.events;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Cleaner;

/**
 * Memory outside the Java heap that is freed with the object that uses it. What a thread keeps for
 * itself ends with its thread, and nobody is there to close it.
 */
public final class NativeMemory {
  private static final Cleaner CLEANER = Cleaner.create();

  private NativeMemory() {}

  /**
   * Closes the memory when its owner cannot be reached any more; the memory must not know its
   * owner.
   *
   * @return the memory
   */
  public static <M extends Closeable> M ownedBy(Object owner, M memory) {
    CLEANER.register(owner, () -> close(memory));
    return memory;
  }

  private static void close(Closeable memory) {
    try {
      memory.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Could not free memory outside the heap", e);
    }
  }
}
