package dev.firn.catalog.chain;

import dev.firn.catalog.chain.ChainFolder.Link;
import dev.firn.catalog.io.WholeFiles;
import dev.firn.events.FailureText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One table's chain. The newest manifest is the table; whoever writes the next number has
 * committed. A write of which nothing is known is looked at, and told for unknown when that does
 * not tell either: the next attempt takes the same number, so that of the two one is refused. Not
 * thread-safe.
 */
final class ChainOperations implements TableOperations {
  /** Longer than any attempt may take: what is deleted is nobody's base any more. */
  private static final Duration KEPT = Duration.ofMinutes(15);

  private static final Logger LOG = LoggerFactory.getLogger(ChainOperations.class);
  private static final int LOOKS = 3;
  private static final int DELETED_AT_ONCE = 8;

  private final FileIO io;
  private final WholeFiles files;
  private final String tableLocation;
  private final ChainFolder folder;
  private final InstantSource clock;
  private @Nullable TableMetadata current;
  private long number;
  private boolean hasLooked;

  ChainOperations(FileIO io, String tableLocation, InstantSource clock) {
    this.io = io;
    this.files = WholeFiles.of(io);
    this.tableLocation = tableLocation;
    this.folder = new ChainFolder(io, tableLocation);
    this.clock = clock;
  }

  /** Null where there is no table. */
  @Override
  public @Nullable TableMetadata current() {
    return hasLooked ? current : refresh();
  }

  @Override
  public @Nullable TableMetadata refresh() {
    for (int look = 1; ; look++) {
      List<Link> links = folder.links();
      try {
        show(links);
        return current;
      } catch (NotFoundException e) {
        // Deleted since it was listed, so that there are newer ones.
        if (look == LOOKS) {
          throw e;
        }
      }
    }
  }

  private void show(List<Link> links) {
    if (links.isEmpty()) {
      current = null;
      number = 0;
    } else {
      Link newest = links.get(links.size() - 1);
      if (newest.number() != number) {
        current = TableMetadataParser.read(io, newest.location());
        number = newest.number();
      }
    }
    hasLooked = true;
  }

  @Override
  public void commit(@Nullable TableMetadata base, TableMetadata updated) {
    if (base != current()) {
      throw new CommitFailedException("The table has changed since it was looked at");
    }
    if (base == updated) {
      return;
    }
    Adoption.requireNone(base, updated);
    long next = number + 1;
    write(next, TableMetadataParser.toJson(updated).getBytes(StandardCharsets.UTF_8));
    List<Link> links = afterWriting();
    requireBase(links, next);
    deleteOld(links, updated);
  }

  /** What is written stays written: a failure to look at it is no failure of the commit. */
  private List<Link> afterWriting() {
    try {
      List<Link> links = folder.links();
      show(links);
      return links;
    } catch (RuntimeException e) {
      throw new CommitStateUnknownException(e);
    }
  }

  private void write(long next, byte[] manifest) {
    String location = folder.location(next);
    try {
      files.createWhole(location, manifest);
    } catch (RuntimeException e) {
      requireWritten(location, manifest, e);
    }
  }

  /** A refusal may be that of a retry, after a first request that has landed. */
  private void requireWritten(String location, byte[] manifest, RuntimeException failure) {
    Optional<byte[]> there;
    try {
      there = read(location);
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
      throw new CommitStateUnknownException(failure);
    }
    if (there.isEmpty()) {
      throw new CommitStateUnknownException(failure);
    }
    if (!Arrays.equals(there.get(), manifest)) {
      throw new CommitFailedException(failure, "%s is another commit's", location);
    }
  }

  private Optional<byte[]> read(String location) {
    try (InputStream in = io.newInputFile(location).newStream()) {
      return Optional.of(in.readAllBytes());
    } catch (NotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read " + location, e);
    }
  }

  /**
   * A write that was held up for so long that its base is deleted has taken a number that others
   * had used before it, and follows nothing. Nobody has read it: the newest is what counts.
   */
  private void requireBase(List<Link> links, long next) {
    boolean isNewest = links.stream().noneMatch(link -> link.number() > next);
    boolean follows = next == 1 || links.stream().anyMatch(link -> link.number() == next - 1);
    if (!isNewest && !follows) {
      throw new CommitFailedException(
          "Number %s came too late: the chain has gone on without it", next);
    }
  }

  /**
   * The oldest first, none while an older one is left, and a few at a time: a commit does not wait
   * for more.
   */
  private void deleteOld(List<Link> links, TableMetadata table) {
    int kept =
        table.propertyAsInt(
            TableProperties.METADATA_PREVIOUS_VERSIONS_MAX,
            TableProperties.METADATA_PREVIOUS_VERSIONS_MAX_DEFAULT);
    long cutOff = clock.instant().minus(KEPT).toEpochMilli();
    List<Link> old =
        links.stream()
            .limit(Math.max(0, links.size() - 1L - kept))
            .takeWhile(link -> link.createdAtMillis() < cutOff)
            .limit(DELETED_AT_ONCE)
            .toList();
    try {
      old.forEach(link -> io.deleteFile(link.location()));
    } catch (RuntimeException e) {
      LOG.warn(
          "Old manifests of {} could not be deleted; they will be, after a later commit: {}",
          tableLocation,
          FailureText.of(e));
    }
  }

  @Override
  public FileIO io() {
    return io;
  }

  @Override
  public String metadataFileLocation(String fileName) {
    return tableLocation + "/metadata/" + fileName;
  }

  @Override
  public LocationProvider locationProvider() {
    TableMetadata table = current();
    if (table == null) {
      throw new IllegalStateException("There is no table at " + tableLocation);
    }
    return LocationProviders.locationsFor(table.location(), table.properties());
  }
}
