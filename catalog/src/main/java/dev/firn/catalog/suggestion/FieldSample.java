package dev.firn.catalog.suggestion;

import dev.firn.catalog.promotion.Promotion;
import dev.firn.catalog.promotion.Promotions;
import dev.firn.catalog.table.EventSchema;
import dev.firn.catalog.table.EventTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;

/**
 * Suggests fields from a sample of what is in the table: the first rows of the newest few files of
 * each event type. Bounded in files, rows and paths whatever the table holds, and so it says
 * nothing of what is rare or old. Blocking.
 */
public final class FieldSample {
  private static final int FILES_OF_A_TYPE = 4;
  private static final int MOST_FILES = 60;
  private static final int ROWS_OF_A_FILE = 500;
  private static final int MOST_MANIFESTS = 30;
  private static final List<String> COLUMNS =
      List.of("file_path", "file_format", "file_size_in_bytes", "partition");
  private static final Schema DATA = new Schema(EventSchema.SCHEMA.findField("data"));

  private final EventTable table;

  public FieldSample(EventTable table) {
    this.table = table;
  }

  private record Chosen(String eventType, DataFile file) {}

  /**
   * Takes a sample. Fields that have a column already are left out.
   *
   * @param eventType the only type to look at; empty for all
   * @param limit fields in the answer
   * @throws RuntimeException when the table or its files cannot be read
   */
  public Suggestions take(Optional<String> eventType, int limit) {
    Table seen = table.fresh();
    List<Chosen> files = choose(seen, eventType);
    Map<String, PathTally> tallies = new HashMap<>();
    for (Chosen chosen : files) {
      read(
          seen, chosen.file(), tallies.computeIfAbsent(chosen.eventType(), any -> new PathTally()));
    }
    Promotions known = Promotions.in(seen.properties());
    List<Suggestion> fields =
        tallies.entrySet().stream()
            .flatMap(entry -> fields(entry.getKey(), entry.getValue(), known))
            .sorted(
                Comparator.comparingDouble(FieldSample::share)
                    .reversed()
                    .thenComparing(Suggestion::eventType)
                    .thenComparing(field -> field.path().toString()))
            .limit(limit)
            .toList();
    return new Suggestions(
        files.size(),
        tallies.values().stream().mapToLong(PathTally::rows).sum(),
        tallies.values().stream().mapToLong(PathTally::uncounted).sum(),
        fields);
  }

  private static double share(Suggestion field) {
    return (double) field.rows() / field.of();
  }

  private static Stream<Suggestion> fields(String eventType, PathTally tally, Promotions known) {
    List<Promotion> rules = known.ofType(eventType);
    return tally.paths().entrySet().stream()
        .filter(entry -> rules.stream().noneMatch(rule -> rule.path().equals(entry.getKey())))
        .map(entry -> Suggestion.of(eventType, entry.getKey(), tally.rows(), entry.getValue()));
  }

  /** Newest manifests first, and of each type only so many files. */
  private static List<Chosen> choose(Table seen, Optional<String> eventType) {
    List<Chosen> chosen = new ArrayList<>();
    if (seen.currentSnapshot() == null) {
      return chosen;
    }
    Map<String, Integer> ofType = new HashMap<>();
    seen.currentSnapshot().dataManifests(seen.io()).stream()
        .sorted(Comparator.comparingLong(ManifestFile::sequenceNumber).reversed())
        .limit(MOST_MANIFESTS)
        .forEach(manifest -> choose(seen, manifest, eventType, ofType, chosen));
    return chosen;
  }

  private static void choose(
      Table seen,
      ManifestFile manifest,
      Optional<String> eventType,
      Map<String, Integer> ofType,
      List<Chosen> chosen) {
    try (ManifestReader<DataFile> reader =
        ManifestFiles.read(manifest, seen.io(), seen.specs()).select(COLUMNS)) {
      for (DataFile file : reader) {
        if (chosen.size() < MOST_FILES
            && file.format() == FileFormat.PARQUET
            && file.partition().size() == 2
            && file.partition().get(0, Object.class) instanceof CharSequence type
            && (eventType.isEmpty() || eventType.get().contentEquals(type))
            && ofType.merge(type.toString(), 1, Integer::sum) <= FILES_OF_A_TYPE) {
          chosen.add(new Chosen(type.toString(), file.copyWithoutStats()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read " + manifest.path(), e);
    }
  }

  private static void read(Table seen, DataFile file, PathTally tally) {
    try (CloseableIterable<Record> rows =
        Parquet.read(seen.io().newInputFile(file.location(), file.fileSizeInBytes()))
            .project(DATA)
            .createReaderFunc(type -> GenericParquetReaders.buildReader(DATA, type))
            .build()) {
      int read = 0;
      for (Record row : rows) {
        Object data = row.getField("data");
        tally.add(data == null ? "" : data.toString());
        if (++read == ROWS_OF_A_FILE) {
          return;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read " + file.location(), e);
    }
  }
}
