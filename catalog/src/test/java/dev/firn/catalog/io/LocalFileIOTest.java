package dev.firn.catalog.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.RangeReadable;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFileIOTest {
  private final LocalFileIO io = new LocalFileIO();
  @TempDir Path folder;

  @Test
  void aPercentSignIsPartOfTheName() throws IOException {
    String location = LocalPaths.toLocation(folder) + "/type=a%2Fb/x";
    write(io.newOutputFile(location), new byte[] {7});

    assertThat(folder.resolve("type=a%2Fb/x")).exists();
    assertThat(io.newInputFile(location).exists()).isTrue();
    assertThat(io.newInputFile("file:" + folder + "/type=a%2Fb/x").getLength()).isEqualTo(1);
    assertThat(io.newInputFile(folder + "/type=a%2Fb/x").location()).startsWith("/");
  }

  @Test
  void nothingIsOverwrittenUnlessAskedTo() throws IOException {
    OutputFile file = io.newOutputFile(LocalPaths.toLocation(folder.resolve("a")));
    write(file, new byte[] {1});
    assertThatThrownBy(file::create).isInstanceOf(AlreadyExistsException.class);
    try (PositionOutputStream out = file.createOrOverwrite()) {
      out.write(new byte[] {2, 3});
      assertThat(Files.readAllBytes(folder.resolve("a"))).containsExactly(1);
    }
    assertThat(Files.readAllBytes(folder.resolve("a"))).containsExactly(2, 3);
    try (var files = Files.list(folder)) {
      assertThat(files).as("no temporary file is left").hasSize(1);
    }
  }

  /** Each thread keeps native memory for the largest array that it has passed to a channel. */
  @Test
  void largeFilesLeaveNoNativeMemoryBehind() throws IOException {
    byte[] bytes = new byte[32 << 20];
    OutputFile file = io.newOutputFile(LocalPaths.toLocation(folder.resolve("large")));
    long before = directBytes();
    write(file, bytes);
    try (SeekableInputStream in = file.toInputFile().newStream()) {
      assertThat(in.readNBytes(bytes, 0, bytes.length)).isEqualTo(bytes.length);
      ((RangeReadable) in).readFully(0, bytes, 0, bytes.length);
    }
    assertThat(directBytes() - before).isLessThan(1 << 20);
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  @Test
  void bytesOfEverySizeComeBackFromEverywhere() throws IOException {
    byte[] bytes = new byte[300_000];
    new Random(1).nextBytes(bytes);
    OutputFile file = io.newOutputFile(LocalPaths.toLocation(folder.resolve("deep/er/b")));
    try (PositionOutputStream out = file.create()) {
      out.write(bytes[0]);
      out.write(bytes, 1, 99);
      out.write(bytes, 100, 70_000);
      out.write(bytes, 70_100, bytes.length - 70_100);
      assertThat(out.getPos()).isEqualTo(bytes.length);
    }
    try (SeekableInputStream in = file.toInputFile().newStream()) {
      in.seek(1234);
      assertThat(in.readNBytes(5)).isEqualTo(Arrays.copyOfRange(bytes, 1234, 1239));
      assertThat(in.getPos()).isEqualTo(1239);
      in.seek(0);
      assertThat(in.readAllBytes()).isEqualTo(bytes);
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void whatIsNotThereIsNotFound() {
    String location = LocalPaths.toLocation(folder.resolve("none"));
    assertThatThrownBy(() -> io.newInputFile(location).getLength())
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> io.newInputFile(location).newStream())
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> io.newInputFile("file://host/x"))
        .isInstanceOf(IllegalArgumentException.class);
    io.deleteFile(location);
  }

  private static void write(OutputFile file, byte[] bytes) throws IOException {
    try (PositionOutputStream out = file.create()) {
      out.write(bytes);
    }
  }
}
