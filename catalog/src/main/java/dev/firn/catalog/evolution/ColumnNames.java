package dev.firn.catalog.evolution;

import dev.firn.catalog.table.EventSchema;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which names a column may be given. */
final class ColumnNames {
  private static final Pattern FORM = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,127}");
  private static final List<String> RESERVED = List.of("cf_", "ingest_", "firn_");

  private ColumnNames() {}

  /** Why it may not be given, in one sentence. */
  static Optional<String> problem(String name, TableSchema table) {
    if (!FORM.matcher(name).matches()) {
      return Optional.of(
          "A name has letters, digits and _, begins with a letter and has at most 128 of them, which \""
              + name
              + "\" does not");
    }
    for (String prefix : RESERVED) {
      if (startsAlike(name, prefix)) {
        return Optional.of("Names that begin with " + prefix + " are reserved for Firn");
      }
    }
    if (EventSchema.columns().stream().anyMatch(name::equalsIgnoreCase)) {
      return Optional.of("\"" + name + "\" is the name of a field of Firn's");
    }
    if (table.partitionNames().stream().anyMatch(name::equalsIgnoreCase)) {
      return Optional.of("\"" + name + "\" is the name of a partition field");
    }
    return Optional.empty();
  }

  private static boolean startsAlike(String name, String prefix) {
    return name.regionMatches(true, 0, prefix, 0, prefix.length());
  }
}
