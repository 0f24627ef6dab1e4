package dev.firn.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * RocksDB's list of its families and files, as far as it was written at some moment. RocksDB takes
 * a list that ends early for the whole: it would drop rows of families it then does not know, and
 * delete the files. The list only grows, until a new one with a higher number replaces it.
 */
record Manifest(long number, long bytes, long crc) {

  private static final Pattern NAME = Pattern.compile("MANIFEST-(\\d{1,18})\\s*");
  private static final int TAIL = 4096;

  /** The present one, of which all that is told here is on disk; empty while it is replaced. */
  static Optional<Manifest> present(Path database) throws IOException {
    Optional<Long> number = number(database);
    if (number.isEmpty()) {
      return Optional.empty();
    }
    try (FileChannel file = open(database, number.get())) {
      long bytes = file.size();
      long crc = crc(file, bytes);
      file.force(true);
      return Optional.of(new Manifest(number.get(), bytes, crc));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static FileChannel open(Path database, long number) throws IOException {
    return FileChannel.open(database.resolve(name(number)), StandardOpenOption.READ);
  }

  /** Whether nothing was written to it since. */
  boolean isPresent(Path database) throws IOException {
    Path file = database.resolve(name(number));
    return number(database).equals(Optional.of(number))
        && Files.exists(file)
        && Files.size(file) == bytes;
  }

  /**
   * What the list in use lost of this one, if it did. A file that is not there or does not name
   * another is for RocksDB to tell.
   */
  Optional<String> loss(Path database) throws IOException {
    long present = number(database).orElse(number);
    if (present > number) {
      return Optional.empty();
    }
    if (present < number) {
      return Optional.of(
          "CURRENT names %s, %s came after it".formatted(name(present), name(number)));
    }
    try (FileChannel file = open(database, number)) {
      if (file.size() < bytes) {
        return Optional.of(
            "%s has %d bytes, it had %d".formatted(name(number), file.size(), bytes));
      }
      return crc(file, bytes) == crc
          ? Optional.empty()
          : Optional.of("%s is not what it was at byte %d".formatted(name(number), bytes));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static Optional<Long> number(Path database) throws IOException {
    try {
      Matcher name = NAME.matcher(Files.readString(database.resolve("CURRENT")));
      return name.matches() ? Optional.of(Long.parseLong(name.group(1))) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static String name(long number) {
    return "MANIFEST-%06d".formatted(number);
  }

  /** Of the last bytes before the end. */
  private static long crc(FileChannel file, long end) throws IOException {
    ByteBuffer tail = ByteBuffer.allocate((int) Math.min(end, TAIL));
    long from = end - tail.capacity();
    while (tail.hasRemaining() && file.read(tail, from + tail.position()) >= 0) {
      // until it is full or the file ends
    }
    CRC32C crc = new CRC32C();
    crc.update(tail.flip());
    return crc.getValue();
  }
}
