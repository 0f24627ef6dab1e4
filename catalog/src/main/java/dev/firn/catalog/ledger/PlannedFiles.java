package dev.firn.catalog.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.iceberg.ContentFileParser;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.util.Tasks;
import org.apache.iceberg.util.ThreadPools;

/**
 * The data files of a commit, read from their descriptors.
 *
 * @param files those that the table can take, in order
 * @param misfits descriptors of files for a partition spec that the table no longer has
 * @param lacking descriptors of files with nulls in a column that the table requires by now
 */
record PlannedFiles(List<PlannedFile> files, List<String> misfits, List<String> lacking) {
  private static final JsonMapper JSON = new JsonMapper();

  record PlannedFile(String descriptor, DataFile file) {}

  PlannedFiles {
    files = List.copyOf(files);
    misfits = List.copyOf(misfits);
    lacking = List.copyOf(lacking);
  }

  static PlannedFiles read(
      List<String> descriptors, Map<Integer, PartitionSpec> specs, Schema schema) {
    List<PlannedFile> files = new ArrayList<>();
    List<String> misfits = new ArrayList<>();
    List<String> lacking = new ArrayList<>();
    for (String descriptor : descriptors) {
      JsonNode json = parse(descriptor);
      if (specs.containsKey(json.path("spec-id").asInt(-1))) {
        DataFile file = (DataFile) ContentFileParser.fromJson(json, specs);
        files.add(new PlannedFile(descriptor, file));
        if (lacksRequired(file, schema)) {
          lacking.add(descriptor);
        }
      } else {
        misfits.add(descriptor);
      }
    }
    return new PlannedFiles(files, misfits, lacking);
  }

  private static boolean lacksRequired(DataFile file, Schema schema) {
    Map<Integer, Long> nulls = file.nullValueCounts();
    return nulls != null
        && schema.columns().stream()
            .filter(NestedField::isRequired)
            .anyMatch(column -> nulls.getOrDefault(column.fieldId(), 0L) > 0);
  }

  private static JsonNode parse(String descriptor) {
    try {
      return JSON.readTree(descriptor);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Not a data file descriptor: " + descriptor, e);
    }
  }

  /** Descriptors of the files that are not there, or not of the size they should have. */
  List<String> missing(FileIO io) {
    ConcurrentLinkedQueue<String> missing = new ConcurrentLinkedQueue<>();
    Tasks.foreach(files)
        .executeWith(ThreadPools.getWorkerPool())
        .stopOnFailure()
        .throwFailureWhenFinished()
        .run(
            planned -> {
              if (!isThere(io, planned.file())) {
                missing.add(planned.descriptor());
              }
            });
    return List.copyOf(missing);
  }

  private static boolean isThere(FileIO io, DataFile file) {
    InputFile input = io.newInputFile(file.location());
    try {
      // Asked for its length, a missing object of a store is a failure like any other.
      return input.exists() && input.getLength() == file.fileSizeInBytes();
    } catch (NotFoundException e) {
      return false;
    }
  }
}
