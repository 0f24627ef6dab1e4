package dev.firn.catalog.rewrite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Several runs as one. */
final class RunMerge implements SortedRows {
  private final List<SortedRows> runs = new ArrayList<>();
  private final PriorityQueue<SortedRows> waiting = new PriorityQueue<>(SortedRows::compare);
  private @Nullable SortedRows current;

  RunMerge(List<Path> files) throws IOException {
    try {
      for (Path file : files) {
        SortedRows run = RowRun.read(file);
        runs.add(run);
        if (run.next()) {
          waiting.add(run);
        }
      }
    } catch (IOException | RuntimeException e) {
      try {
        close();
      } catch (IOException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  @Override
  public boolean next() throws IOException {
    if (current != null && current.next()) {
      waiting.add(current);
    }
    current = waiting.poll();
    return current != null;
  }

  private SortedRows at() {
    if (current == null) {
      throw new IllegalStateException("There is no row");
    }
    return current;
  }

  @Override
  public byte[] array() {
    return at().array();
  }

  @Override
  public int keyStart() {
    return at().keyStart();
  }

  @Override
  public int keyLength() {
    return at().keyLength();
  }

  @Override
  public int rowStart() {
    return at().rowStart();
  }

  @Override
  public int rowLength() {
    return at().rowLength();
  }

  @Override
  public void close() throws IOException {
    for (SortedRows run : runs) {
      run.close();
    }
  }
}
