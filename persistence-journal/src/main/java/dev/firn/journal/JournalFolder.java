package dev.firn.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is checked of the journal's folder before RocksDB sees it. RocksDB makes a new database
 * where it finds no {@code CURRENT}, and deletes what lies around; it must not come to that where a
 * journal was.
 */
final class JournalFolder {

  /** The newest form that this version reads, and the one it writes. */
  static final int FORMAT = 2;

  private static final Pattern OF_A_DATABASE =
      Pattern.compile("\\d+\\.(sst|ldb|log)|MANIFEST-\\d+|OPTIONS-\\d+|IDENTITY");
  private static final Pattern LOGS = Pattern.compile("\\d+\\.log");
  private static final Pattern FORMAT_LINE = Pattern.compile("firn journal format (\\d{1,9})\\s*");

  private final Path dir;

  JournalFolder(Path dir) {
    this.dir = dir;
  }

  Path database() {
    return dir.resolve("db");
  }

  Path mark() {
    return dir.resolve("mark");
  }

  private Path format() {
    return dir.resolve("format");
  }

  /** True when there is no journal yet. Throws {@link JournalCorruptedException}. */
  boolean checkIsNew() throws IOException {
    checkFormat();
    if (Files.exists(database().resolve("CURRENT"))) {
      return false;
    }
    List<String> remains = remains();
    if (!remains.isEmpty()) {
      throw new JournalCorruptedException(
          ("The journal in %s lost its file CURRENT, but still has %s. Restore the folder; if only CURRENT is gone,"
                  + " its content is the name of the newest MANIFEST file and a line end. See docs/journal.md")
              .formatted(database(), remains));
    }
    long acknowledged = marked();
    if (acknowledged > 0) {
      throw new JournalCorruptedException(
          ("The journal in %s is gone, but %s says that it held acknowledged events. Restore the folder, or, when"
                  + " they are known to be lost, delete the mark. See docs/journal.md")
              .formatted(database(), mark()));
    }
    return true;
  }

  private void checkFormat() throws IOException {
    if (!Files.exists(format())) {
      return; // new, or from before there was such a file
    }
    var line = FORMAT_LINE.matcher(Files.readString(format()));
    if (!line.matches()) {
      throw new JournalCorruptedException(
          "%s does not say which format the journal has. Restore the folder".formatted(format()));
    }
    int found = Integer.parseInt(line.group(1));
    if (found > FORMAT) {
      throw new JournalFormatException(
          ("The journal in %s has format %d, this version of Firn reads formats up to %d. It was written by a newer"
                  + " Firn: start that one, nothing is lost")
              .formatted(dir, found, FORMAT));
    }
  }

  /** Called when the database is open, so that an older version refuses what it cannot read. */
  void stampFormat() throws IOException {
    String line = "firn journal format %d%n".formatted(FORMAT);
    if (!Files.exists(format()) || !Files.readString(format()).equals(line)) {
      Path written = Files.writeString(dir.resolve("format.new"), line);
      force(written, StandardOpenOption.WRITE); // or a power cut leaves an empty file
      Files.move(written, format(), StandardCopyOption.ATOMIC_MOVE);
      force(dir, StandardOpenOption.READ);
    }
  }

  private static void force(Path path, StandardOpenOption mode) throws IOException {
    try (FileChannel opened = FileChannel.open(path, mode)) {
      opened.force(true);
    }
  }

  private List<String> remains() throws IOException {
    return Files.isDirectory(database()) ? named(OF_A_DATABASE) : List.of();
  }

  /** Names of the write-ahead logs, or why they cannot be listed. */
  List<String> logs() {
    try {
      return named(LOGS);
    } catch (IOException e) {
      return List.of(String.valueOf(e));
    }
  }

  private List<String> named(Pattern pattern) throws IOException {
    try (Stream<Path> files = Files.list(database())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> pattern.matcher(name).matches())
          .sorted()
          .limit(10)
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** What RocksDB's list of files lost since the mark noted it; nothing is known of a new one. */
  Optional<String> manifestLoss() throws IOException {
    if (!Files.exists(mark())) {
      return Optional.empty();
    }
    try (HighWaterMark mark = HighWaterMark.open(mark())) {
      Optional<Manifest> noted = mark.readManifest();
      return noted.isPresent() ? noted.get().loss(database()) : Optional.empty();
    }
  }

  private long marked() throws IOException {
    if (!Files.exists(mark())) {
      return 0;
    }
    try (HighWaterMark mark = HighWaterMark.open(mark())) {
      OptionalLong value = mark.read();
      return value.orElse(0);
    }
  }
}
