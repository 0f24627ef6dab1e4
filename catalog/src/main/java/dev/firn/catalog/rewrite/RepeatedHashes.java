package dev.firn.catalog.rewrite;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which of many hashes come more than once. What would exceed the memory is dealt into files by the
 * hashes' highest bits, so that each file can be sorted alone.
 */
final class RepeatedHashes implements Closeable {
  private static final int MOST_FILES = 1024;
  private static final int FILE_BUFFER = 8 << 10;

  private final int shift;
  private final List<DataOutputStream> files = new ArrayList<>();
  private final List<Path> paths = new ArrayList<>();
  private long[] inMemory = new long[1024];
  private int count;

  /**
   * @param folder for the files; whoever made it deletes it
   * @param expected how many hashes there will be, at most
   * @param mostInMemory 8 bytes each
   */
  RepeatedHashes(Path folder, long expected, int mostInMemory) throws IOException {
    int wanted = 1;
    while (wanted < MOST_FILES && expected / wanted > mostInMemory) {
      wanted *= 2;
    }
    this.shift = Long.SIZE - Integer.numberOfTrailingZeros(wanted);
    for (int i = 0; wanted > 1 && i < wanted; i++) {
      Path file = folder.resolve("hashes-" + i);
      paths.add(file);
      files.add(
          new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), FILE_BUFFER)));
    }
  }

  void add(long hash) throws IOException {
    if (!files.isEmpty()) {
      files.get((int) (hash >>> shift)).writeLong(hash);
      return;
    }
    if (count == inMemory.length) {
      inMemory = Arrays.copyOf(inMemory, count * 2);
    }
    inMemory[count++] = hash;
  }

  /**
   * Those that came more than once; nothing may be added afterwards.
   *
   * @param most of them in the answer
   */
  Set<Long> repeated(int most) throws IOException {
    Set<Long> repeated = new HashSet<>();
    addRepeated(inMemory, count, repeated, most);
    inMemory = new long[0];
    close();
    for (Path file : paths) {
      long[] hashes = read(file);
      addRepeated(hashes, hashes.length, repeated, most);
    }
    return repeated;
  }

  private static long[] read(Path file) throws IOException {
    long[] hashes = new long[Math.toIntExact(Files.size(file) / Long.BYTES)];
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 64 << 10))) {
      for (int i = 0; i < hashes.length; i++) {
        hashes[i] = in.readLong();
      }
    }
    return hashes;
  }

  private static void addRepeated(long[] hashes, int count, Set<Long> repeated, int most) {
    Arrays.sort(hashes, 0, count);
    for (int i = 1; i < count && repeated.size() < most; i++) {
      if (hashes[i] == hashes[i - 1]) {
        repeated.add(hashes[i]);
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (DataOutputStream file : files) {
      file.close();
    }
  }
}
