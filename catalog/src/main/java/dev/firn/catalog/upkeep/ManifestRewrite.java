package dev.firn.catalog.upkeep;

import dev.firn.catalog.compaction.Retries;
import dev.firn.catalog.settings.UpkeepSettings;
import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.upkeep.ManifestPolicy.Sized;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.TableProperties;

/**
 * Merges small manifests, so that neither commits nor planning read one for each commit that was
 * ever made. Data files and their sequence numbers stay what they are. Commits of events are never
 * held up: of two that meet, one is attempted again, and here that costs a manifest list.
 */
public final class ManifestRewrite {
  /** In a snapshot's summary: the run that made it. */
  public static final String JOB_KEY = "firn.manifests";

  private final EventTable table;
  private final UpkeepSettings settings;
  private final Retries retries;

  public ManifestRewrite(EventTable table, UpkeepSettings settings) {
    this(table, settings, Retries.USUAL);
  }

  ManifestRewrite(EventTable table, UpkeepSettings settings, Retries retries) {
    this.table = table;
    this.settings = settings;
    this.retries = retries;
  }

  /** What is worth merging, and nothing done. */
  public StepResult plan() {
    TableOperations operations = table.freshOperations();
    List<ManifestFile> chosen = choose(operations);
    return StepResult.of("manifests", manifests(operations).size())
        .and("replaced", chosen.size())
        .and("bytesBefore", bytes(chosen));
  }

  /**
   * Merges what is worth it.
   *
   * @throws RuntimeException when catalog or store failed, or other commits were always faster;
   *     nothing is lost, run it again later
   */
  public StepResult run() {
    TableOperations operations = table.freshOperations();
    List<ManifestFile> chosen = choose(operations);
    int before = manifests(operations).size();
    if (chosen.isEmpty()) {
      return StepResult.of("manifests", before).and("replaced", 0);
    }
    String job = UUID.randomUUID().toString();
    try (ManifestRewriteCommit commit =
        new ManifestRewriteCommit(table, job, chosen, operations, retries)) {
      List<ManifestFile> created = commit.make();
      return StepResult.of("manifests", before - chosen.size() + created.size())
          .and("replaced", chosen.size())
          .and("created", created.size())
          .and("bytesBefore", bytes(chosen))
          .and("bytesAfter", bytes(created))
          .and("attempts", commit.attempts());
    }
  }

  private List<ManifestFile> choose(TableOperations operations) {
    TableMetadata seen = operations.current();
    long targetSize =
        seen.propertyAsLong(
            TableProperties.MANIFEST_TARGET_SIZE_BYTES,
            TableProperties.MANIFEST_TARGET_SIZE_BYTES_DEFAULT);
    List<ManifestFile> all = manifests(operations);
    Set<String> chosen =
        new ManifestPolicy(settings.manifests(), targetSize)
                .choose(
                    all.stream()
                        .filter(manifest -> manifest.content() == ManifestContent.DATA)
                        .map(ManifestRewrite::sized)
                        .toList())
                .stream()
                .map(Sized::path)
                .collect(Collectors.toSet());
    return all.stream().filter(manifest -> chosen.contains(manifest.path())).toList();
  }

  private static Sized sized(ManifestFile manifest) {
    return new Sized(manifest.path(), manifest.length(), manifest.partitionSpecId());
  }

  private static List<ManifestFile> manifests(TableOperations operations) {
    Snapshot current = operations.current().currentSnapshot();
    return current == null ? List.of() : current.allManifests(operations.io());
  }

  private static long bytes(List<ManifestFile> manifests) {
    return manifests.stream().mapToLong(ManifestFile::length).sum();
  }
}
