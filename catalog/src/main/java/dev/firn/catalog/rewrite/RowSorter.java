package dev.firn.catalog.rewrite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Sorts any number of rows in bounded memory: what exceeds it goes to local disk in sorted runs,
 * which are merged, in several passes where they are many.
 */
final class RowSorter {
  /** Runs that are read at once, a block of each in memory. */
  static final int WIDEST_MERGE = 64;

  private final Path folder;
  private final RowArena arena;
  private final List<Path> runs = new ArrayList<>();
  private int files;

  /**
   * @param folder empty, for the runs; whoever made it deletes it
   * @param memory bytes for rows
   */
  RowSorter(Path folder, long memory) {
    this.folder = folder;
    this.arena = new RowArena((int) Math.min(memory, Integer.MAX_VALUE - 64));
  }

  void add(RowBuffer key, RowBuffer row) throws IOException {
    if (!arena.takes(key, row)) {
      spill();
    }
    arena.add(key, row);
  }

  private void spill() throws IOException {
    try (SortedRows rows = arena.sorted()) {
      write(rows);
    }
    arena.clear();
  }

  private void write(SortedRows rows) throws IOException {
    Path file = folder.resolve("run-" + files++);
    RowRun.write(file, rows);
    runs.add(file);
  }

  /** How many runs went to disk so far. */
  int spilled() {
    return files;
  }

  /** All rows by their keys; nothing may be added afterwards. */
  SortedRows sorted() throws IOException {
    if (runs.isEmpty()) {
      return arena.sorted();
    }
    if (!arena.isEmpty()) {
      spill();
    }
    arena.release();
    while (runs.size() > WIDEST_MERGE) {
      List<Path> first = List.copyOf(runs.subList(0, WIDEST_MERGE));
      runs.subList(0, WIDEST_MERGE).clear();
      try (SortedRows merged = new RunMerge(first)) {
        write(merged);
      }
      for (Path run : first) {
        Files.delete(run);
      }
    }
    return new RunMerge(runs);
  }
}
