package dev.firn.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What RocksDB wrote into its own log about a failure in the background, which its Java interface
 * does not hand out.
 */
final class RocksDbLog {

  private RocksDbLog() {}

  /** The newest line that speaks of an error, or where to look for it. */
  static String newestError(Path database) {
    Path log = database.resolve("LOG");
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
      for (int i = lines.size() - 1; i >= 0; i--) {
        if (isError(lines.get(i))) {
          return lines.get(i).strip();
        }
      }
    } catch (IOException e) {
      return "its log " + log + " cannot be read: " + e.getMessage();
    }
    return "its log " + log + " says why";
  }

  private static boolean isError(String line) {
    String lower = line.toLowerCase(Locale.ROOT);
    return lower.contains("io error:") || lower.contains("corruption:");
  }
}
