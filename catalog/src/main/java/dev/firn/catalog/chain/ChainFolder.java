package dev.firn.catalog.chain;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * The manifests of one table by their numbers. Stores list what was written at once, so does S3.
 */
final class ChainFolder {
  private static final Pattern NAME = Pattern.compile(".*/(\\d{20})\\.metadata\\.json");

  private final SupportsPrefixOperations store;
  private final String folder;

  /** One manifest. */
  record Link(long number, String location, long createdAtMillis) {}

  /**
   * @param io of the table; it has to list
   * @param tableLocation without a slash at its end
   */
  ChainFolder(FileIO io, String tableLocation) {
    if (!(io instanceof SupportsPrefixOperations listing)) {
      throw new IllegalArgumentException(
          io.getClass().getSimpleName()
              + " cannot list a folder, which a table without a catalog needs");
    }
    this.store = listing;
    this.folder = tableLocation + "/chain/";
  }

  /** In the order of their numbers. */
  List<Link> links() {
    return StreamSupport.stream(store.listPrefix(folder).spliterator(), false)
        .flatMap(file -> link(file).stream())
        .sorted(Comparator.comparingLong(Link::number))
        .toList();
  }

  private static Optional<Link> link(FileInfo file) {
    Matcher name = NAME.matcher(file.location());
    return name.matches()
        ? Optional.of(
            new Link(Long.parseLong(name.group(1)), file.location(), file.createdAtMillis()))
        : Optional.empty();
  }

  /** Where the manifest of a number is, or will be. */
  String location(long number) {
    return folder + String.format(Locale.ROOT, "%020d", number) + ".metadata.json";
  }
}
