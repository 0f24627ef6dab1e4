package dev.firn.bench.faults.lake;

import java.util.Optional;
import org.apache.iceberg.Table;

/** The tables that are read when a run is over, each loaded anew by a plain Iceberg client. */
public interface LakeTables {
  Table events();

  /** Dead letters; nothing where no such table was ever made. */
  Optional<Table> rejected();
}
