package dev.firn.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The files of a journal with ten events of one id, for tests that lose or damage some. */
final class JournalFiles {

  private static final int EVENTS = 10;

  private static final String NO_RECLAIM = "firn.journal.embedded.reclaim.interval = 1h";

  private final Path dir;

  JournalFiles(Path dir) {
    this.dir = dir;
  }

  void write() {
    try (TestJournal journal = TestJournal.open(dir, NO_RECLAIM)) {
      for (long sequenceNr = 1; sequenceNr <= EVENTS; sequenceNr++) {
        TestJournal.await(journal.append("a", sequenceNr, TestJournal.text(sequenceNr, 2000)));
      }
    }
  }

  void writeToATableFile() throws Exception {
    try (TestJournal journal = TestJournal.open(dir, NO_RECLAIM)) {
      journal.appendAll("a", 1, EVENTS, 2000);
      journal.flush();
    }
  }

  Path tableFile() throws IOException {
    return largest(path -> path.toString().endsWith(".sst"));
  }

  void assertThatTheStartFailsWith(String... words) {
    assertThatThrownBy(() -> TestJournal.open(dir))
        .isInstanceOf(JournalCorruptedException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(words));
  }

  void assertThatAllAreThere() {
    try (TestJournal journal = TestJournal.open(dir)) {
      assertThat(journal.texts("a", 1, 99)).hasSize(EVENTS);
      assertThat(journal.highest("a")).isEqualTo(EVENTS);
      TestJournal.await(journal.append("a", EVENTS + 1, "next"));
    }
  }

  void flipBits(Path file) throws IOException {
    Random random = new Random(7);
    Path untouched = Files.createTempDirectory("untouched");
    copy(dir, untouched);
    int refused = 0;
    for (int round = 0; round < 60; round++) {
      flipBit(file, random);
      refused += isRefusedOrWhole() ? 1 : 0;
      delete(dir);
      copy(untouched, dir);
    }
    delete(untouched);
    Files.delete(untouched);
    assertThat(refused).isGreaterThan(20);
  }

  /** Whether the damage was noticed; fails when it was not and events are missing. */
  private boolean isRefusedOrWhole() {
    try (TestJournal journal = TestJournal.open(dir)) {
      assertThat(journal.texts("a", 1, 99)).hasSize(EVENTS);
      return false;
    } catch (JournalCorruptedException e) {
      return true;
    }
  }

  private static void flipBit(Path file, Random random) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long at = random.nextLong(channel.size());
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      byte flipped = (byte) (one.get(0) ^ (1 << random.nextInt(8)));
      channel.write(ByteBuffer.wrap(new byte[] {flipped}), at);
    }
  }

  void cutLog(long bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(log(), StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - bytes);
    }
  }

  Path log() throws IOException {
    return largest(path -> path.toString().endsWith(".log"));
  }

  private Path largest(Predicate<Path> which) throws IOException {
    try (Stream<Path> files = Files.list(dir.resolve("db"))) {
      return files.filter(which).max(Comparator.comparing(JournalFiles::size)).orElseThrow();
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void copy(Path from, Path to) throws IOException {
    for (Path path : walk(from)) {
      Path target = to.resolve(from.relativize(path));
      if (!Files.isDirectory(target)) {
        Files.copy(path, target);
      }
    }
  }

  /** The folder itself may stay: it may hold what was not copied. */
  static void delete(Path folder) throws IOException {
    Path[] paths = walk(folder);
    for (int i = paths.length - 1; i > 0; i--) {
      Files.delete(paths[i]);
    }
  }

  private static Path[] walk(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.filter(path -> !path.toString().contains("/native")).toArray(Path[]::new);
    }
  }
}
