package dev.firn.catalog.audit;

import java.util.Optional;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.parquet.ParquetRuntimeException;

/**
 * Tells a file that cannot be read, which is a finding, from a store or catalog that cannot be
 * asked, which says nothing of the file and fails the audit.
 */
final class Unreadable {
  /** Parquet says so with a plain RuntimeException. */
  private static final String NOT_PARQUET = "is not a Parquet file";

  private Unreadable() {}

  /** The finding; a failure that is none is thrown on. */
  static Finding finding(String partition, Optional<LiveFile> file, RuntimeException failure) {
    if (!isOfTheFile(failure)) {
      throw failure;
    }
    String what = file.map(one -> "rows of " + one.location()).orElse("rows of the partition");
    return new Finding(
        Check.OBJECTS,
        partition,
        0,
        file.map(LiveFile::location).orElse(""),
        file.map(LiveFile::rows).orElse(0L),
        what + " cannot be read: " + failure.getMessage());
  }

  private static boolean isOfTheFile(RuntimeException failure) {
    return failure instanceof NotFoundException
        || failure instanceof ParquetRuntimeException
        || failure instanceof UnsupportedOperationException
        || String.valueOf(failure.getMessage()).contains(NOT_PARQUET);
  }
}
