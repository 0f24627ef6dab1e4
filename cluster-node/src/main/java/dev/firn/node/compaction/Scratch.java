package dev.firn.node.compaction;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sorted runs that a killed process has left on local disk. */
final class Scratch {
  private static final Logger LOG = LoggerFactory.getLogger(Scratch.class);

  private Scratch() {}

  /** Deletes what is in the folder; what cannot be deleted stays and is told. */
  static void clear(Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try {
      List<Path> all;
      try (Stream<Path> walk = Files.walk(folder)) {
        all = walk.filter(path -> !path.equals(folder)).sorted(Comparator.reverseOrder()).toList();
      }
      for (Path path : all) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      LOG.warn("{} could not be emptied", folder, e);
    }
  }
}
