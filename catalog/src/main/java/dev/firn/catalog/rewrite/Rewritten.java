package dev.firn.catalog.rewrite;

import java.util.List;
import org.apache.iceberg.DataFile;

/**
 * What a rewrite wrote. Nothing refers to its files yet.
 *
 * @param rowsRead of the files that these stand for
 * @param rowsWritten the rest were duplicates
 * @param removed where the duplicates had been that are nowhere now
 * @param dependsOnOthers whether one was left out for a row of a file that is not rewritten, which
 *     must therefore be in the table still when these files are committed
 * @param runs that went to local disk
 */
public record Rewritten(
    List<DataFile> files,
    long rowsRead,
    long rowsWritten,
    List<Place> removed,
    boolean dependsOnOthers,
    int runs) {
  public Rewritten {
    files = List.copyOf(files);
    removed = List.copyOf(removed);
  }

  public long duplicates() {
    return rowsRead - rowsWritten;
  }

  public long bytes() {
    return files.stream().mapToLong(DataFile::fileSizeInBytes).sum();
  }
}
