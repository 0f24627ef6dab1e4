package dev.firn.bench.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A wall clock that is wrong, by libfaketime (Debian's package of that name). Only the time of day
 * is changed; timers and time-outs, which go by the monotonic clock, are not.
 */
record FakeClock(Path library) {
  private static final Path LIBRARIES = Path.of("/usr/lib");

  static Optional<FakeClock> find() {
    try (Stream<Path> places = Files.list(LIBRARIES)) {
      return places
          .map(place -> place.resolve("faketime/libfaketimeMT.so.1"))
          .filter(Files::exists)
          .findFirst()
          .map(FakeClock::new);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not look for libfaketime", e);
    }
  }

  /**
   * What a JVM is started by.
   *
   * @param offset for example {@code +6h}
   */
  List<String> jvmPrefix(String offset) {
    return List.of(
        "env",
        "LD_PRELOAD=" + library,
        "FAKETIME=" + offset,
        "FAKETIME_DONT_FAKE_MONOTONIC=1",
        "DONT_FAKE_MONOTONIC=1");
  }
}
