package dev.firn.bench.target;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What Linux says about a process. */
public record ProcFs(Path folder) {
  /** The kernel's unit in /proc, the same on every Linux that matters. */
  private static final long TICK_MICROS = 10_000;

  public static ProcFs of(long pid) {
    return new ProcFs(Path.of("/proc", Long.toString(pid)));
  }

  public static boolean isAvailable() {
    return Files.isReadable(Path.of("/proc/self/stat"));
  }

  /** User and system time of all its threads since its start. */
  public long cpuMicros() throws IOException {
    return ticks(2) * TICK_MICROS;
  }

  /** And that of its children which have ended. */
  public long cpuMicrosWithEndedChildren() throws IOException {
    return ticks(4) * TICK_MICROS;
  }

  /** Of a server that starts processes: its own time, and that of all it has started. */
  public static long serverCpuMicros(ProcessHandle server) throws IOException {
    List<Long> children = server.children().map(ProcessHandle::pid).toList();
    long micros = of(server.pid()).cpuMicrosWithEndedChildren();
    for (long child : children) {
      micros += of(child).cpuMicros();
    }
    return micros;
  }

  private long ticks(int kinds) throws IOException {
    String stat = Files.readString(folder.resolve("stat"));
    // The name in parentheses may hold blanks; user and system time are the 12th and 13th behind
    // it, those of ended children follow.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Stream.of(fields).skip(11).limit(kinds).mapToLong(Long::parseLong).sum();
  }

  /** The most memory it ever had resident. */
  public long peakResidentBytes() throws IOException {
    return kibibytes("VmHWM:");
  }

  public long residentBytes() throws IOException {
    return kibibytes("VmRSS:");
  }

  private long kibibytes(String name) throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("status"));
    for (String line : lines) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    throw new IOException("No " + name + " in " + folder.resolve("status"));
  }
}
