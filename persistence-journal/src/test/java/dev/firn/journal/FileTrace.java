package dev.firn.journal;

import static java.util.Comparator.comparing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * What Java code wrote to files, and what of it was forced to disk, in order, as the flight
 * recorder of the JVM saw it. RocksDB's own files are not seen but for what Java does to them.
 */
final class FileTrace implements AutoCloseable {

  private static final String FORCE = "jdk.FileForce";
  private static final String WRITE = "jdk.FileWrite";

  private final Recording recording = new Recording();

  private FileTrace() {}

  static FileTrace begin() {
    FileTrace trace = new FileTrace();
    for (String event : new String[] {FORCE, WRITE}) {
      trace.recording.enable(event).withThreshold(Duration.ZERO).withoutStackTrace();
    }
    trace.recording.start();
    return trace;
  }

  /** One write, or one force of everything that was written before. */
  record Step(Path file, boolean isForce) {
    static Step write(Path file) {
      return new Step(file, false);
    }

    static Step force(Path file) {
      return new Step(file, true);
    }
  }

  /** What was done in the folder so far. */
  List<Step> in(Path folder) {
    try {
      Path dump = Files.createTempFile("steps", ".jfr");
      try {
        recording.dump(dump);
        return RecordingFile.readAllEvents(dump).stream()
            .sorted(comparing(RecordedEvent::getStartTime))
            // The JVM's own files, such as ends of pipes, have no name.
            .filter(event -> event.getString("path") != null)
            .map(event -> new Step(Path.of(event.getString("path")), isForce(event)))
            .filter(step -> step.file().startsWith(folder))
            .toList();
      } finally {
        Files.delete(dump);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static boolean isForce(RecordedEvent event) {
    return event.getEventType().getName().equals(FORCE);
  }

  @Override
  public void close() {
    recording.close();
  }
}
