package dev.firn.bench.faults.check;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;

/** K4: each live path once, its object there, its size as the table says. */
final class FileCheck {
  private final Findings twice = new Findings("K4: a live file is listed twice");
  private final Findings wrong = new Findings("K4: a live file is not in the store as listed");
  private int files;

  void check(Table table) throws IOException {
    Set<String> paths = new HashSet<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        files++;
        checkFile(table, task.file(), paths);
      }
    }
  }

  private void checkFile(Table table, DataFile file, Set<String> paths) {
    if (!paths.add(file.location())) {
      twice.add(file.location());
    }
    try {
      long bytes = table.io().newInputFile(file.location()).getLength();
      if (bytes != file.fileSizeInBytes()) {
        wrong.add(file.location() + " has " + bytes + " bytes, not " + file.fileSizeInBytes());
      }
    } catch (RuntimeException e) {
      wrong.add(file.location() + ": " + e.getMessage());
    }
  }

  int files() {
    return files;
  }

  void addTo(List<String> problems) {
    twice.addTo(problems);
    wrong.addTo(problems);
  }
}
