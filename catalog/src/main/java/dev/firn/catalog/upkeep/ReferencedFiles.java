package dev.firn.catalog.upkeep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;

/**
 * What a table's metadata refers to, all its snapshots together: metadata exactly, data files by a
 * filter of fixed size that errs on one side. Each manifest is read once, however many snapshots
 * have it.
 */
final class ReferencedFiles {
  private static final List<String> LOCATION = List.of("file_path");

  private final Set<String> metadata = new HashSet<>();
  private final Set<String> manifestsRead = new HashSet<>();
  private final LocationFilter dataFiles;

  ReferencedFiles(LocationFilter dataFiles) {
    this.dataFiles = dataFiles;
  }

  /** Whether metadata refers to it; a data file may be taken for one that it does refer to. */
  boolean contains(String location) {
    return metadata.contains(location) || dataFiles.mayContain(location);
  }

  /** Adds what the table refers to as it is now. */
  void add(TableOperations operations) {
    TableMetadata table = operations.current();
    addMetadata(table);
    for (Snapshot snapshot : table.snapshots()) {
      metadata.add(snapshot.manifestListLocation());
      for (ManifestFile manifest : snapshot.allManifests(operations.io())) {
        metadata.add(manifest.path());
        if (manifestsRead.add(manifest.path())) {
          read(manifest, operations);
        }
      }
    }
  }

  private void addMetadata(TableMetadata table) {
    String current = table.metadataFileLocation();
    if (current != null) {
      metadata.add(current);
    }
    table.previousFiles().forEach(entry -> metadata.add(entry.file()));
    table.statisticsFiles().forEach(file -> metadata.add(file.path()));
    table.partitionStatisticsFiles().forEach(file -> metadata.add(file.path()));
  }

  private void read(ManifestFile manifest, TableOperations operations) {
    try (ManifestReader<? extends ContentFile<?>> reader =
        manifest.content() == ManifestContent.DATA
            ? ManifestFiles.read(manifest, operations.io(), operations.current().specsById())
                .select(LOCATION)
            : ManifestFiles.readDeleteManifest(
                    manifest, operations.io(), operations.current().specsById())
                .select(LOCATION)) {
      for (ContentFile<?> file : reader) {
        dataFiles.add(file.location());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read " + manifest.path(), e);
    }
  }
}
