package dev.firn.catalog.upkeep;

import dev.firn.catalog.table.EventTable;
import java.util.List;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.FileIO;

/**
 * How large a table's metadata is, and whether superseded metadata files go as its properties say.
 * The catalog deletes them with each commit, or not: here it shows.
 */
public final class MetadataFiles {
  private final EventTable table;

  public MetadataFiles(EventTable table) {
    this.table = table;
  }

  /**
   * Looks.
   *
   * @throws RuntimeException when catalog or store failed
   */
  public StepResult look() {
    TableOperations operations = table.freshOperations();
    TableMetadata seen = operations.current();
    FileIO io = operations.io();
    Snapshot current = seen.currentSnapshot();
    List<ManifestFile> manifests = current == null ? List.of() : current.allManifests(io);
    return StepResult.of("versions", seen.previousFiles().size())
        .and("snapshots", seen.snapshots().size())
        .and("manifests", manifests.size())
        .and("metadataBytes", size(io, seen.metadataFileLocation()))
        .and("manifestListBytes", current == null ? 0 : size(io, current.manifestListLocation()))
        .and("manifestBytes", manifests.stream().mapToLong(ManifestFile::length).sum())
        .saying(problem(seen));
  }

  private static long size(FileIO io, String location) {
    return io.newInputFile(location).getLength();
  }

  private static String problem(TableMetadata seen) {
    int limit =
        seen.propertyAsInt(
            TableProperties.METADATA_PREVIOUS_VERSIONS_MAX,
            TableProperties.METADATA_PREVIOUS_VERSIONS_MAX_DEFAULT);
    boolean isDeleting =
        seen.propertyAsBoolean(
            TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED,
            TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED_DEFAULT);
    if (seen.previousFiles().size() > limit) {
      return "the catalog remembers more superseded metadata files than the "
          + limit
          + " that "
          + TableProperties.METADATA_PREVIOUS_VERSIONS_MAX
          + " allows";
    }
    return isDeleting
        ? ""
        : "superseded metadata files stay for ever, because the table's property "
            + TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED
            + " is not true";
  }
}
