package dev.firn.bench.faults;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A wall clock that can be set wrong while a node runs, and by which nothing else is touched. Needs
 * a C compiler for its thirty lines; libfaketime would not do, as timed waits of a JVM end at once
 * under it and looks at the clock cost microseconds.
 *
 * @param offset the file that holds the seconds
 */
record ShiftedClock(Path library, Path offset) {
  private static final String SOURCE = "shifted-clock.c";
  private static final long COMPILER_SECONDS = 60;

  /** Compiles it; nothing where there is no compiler. */
  static Optional<ShiftedClock> in(Path folder) throws IOException, InterruptedException {
    Path source = folder.resolve(SOURCE);
    try (InputStream text = ShiftedClock.class.getResourceAsStream("/" + SOURCE)) {
      Files.write(source, Objects.requireNonNull(text, SOURCE).readAllBytes());
    }
    ShiftedClock clock =
        new ShiftedClock(folder.resolve("shifted-clock.so"), folder.resolve("clock-offset"));
    clock.set(Duration.ZERO);
    return isCompiled(source, clock.library()) ? Optional.of(clock) : Optional.empty();
  }

  private static boolean isCompiled(Path source, Path library) throws InterruptedException {
    try {
      Process compiler =
          new ProcessBuilder(
                  "cc",
                  "-shared",
                  "-fPIC",
                  "-O2",
                  "-o",
                  library.toString(),
                  source.toString(),
                  "-ldl")
              .inheritIO()
              .start();
      return compiler.waitFor(COMPILER_SECONDS, TimeUnit.SECONDS) && compiler.exitValue() == 0;
    } catch (IOException e) {
      // No compiler here; whoever asked says so in the report.
      return false;
    }
  }

  /** What a JVM is started by whose clock this is. */
  List<String> jvmPrefix() {
    return List.of("env", "LD_PRELOAD=" + library, "FIRN_CLOCK_OFFSET=" + offset);
  }

  /** From now on the clock is wrong by this much. The file stays the same: it is mapped. */
  void set(Duration wrong) throws IOException {
    ByteBuffer seconds = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    seconds.putLong(0, wrong.toSeconds());
    Files.write(offset, seconds.array(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }
}
