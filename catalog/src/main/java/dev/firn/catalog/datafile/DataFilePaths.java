package dev.firn.catalog.datafile;

import dev.firn.events.PartitionKey;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.UUID;

/** Where data files lie: Hive-like folders, so that files explain themselves without a catalog. */
public final class DataFilePaths {
  private DataFilePaths() {}

  /** A name that no file had before, below the table's location. */
  public static String next(String tableLocation, PartitionKey partition) {
    ZonedDateTime hour = partition.start().atZone(ZoneOffset.UTC);
    return "%s/data/type=%s/year=%04d/month=%02d/day=%02d/hour=%02d/%s.parquet"
        .formatted(
            tableLocation,
            partition.encodedType(),
            hour.getYear(),
            hour.getMonthValue(),
            hour.getDayOfMonth(),
            hour.getHour(),
            UUID.randomUUID());
  }
}
