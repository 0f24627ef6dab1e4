package dev.firn.catalog.chain;

import dev.firn.catalog.cache.CachingOperations;
import dev.firn.catalog.io.LocalFileIO;
import dev.firn.catalog.io.LocalPaths;
import dev.firn.catalog.io.WholeFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.io.FileIO;

/** Tables below one location, each in a folder of its name. Thread-safe. */
public final class ChainTables implements AutoCloseable {
  private final String root;
  private final FileIO io;

  /**
   * @param root a location without a slash at its end, such as {@code s3://bucket/lake}
   * @param properties of the file IO; its class is chosen by the location unless {@code io-impl}
   *     names one
   */
  public ChainTables(String root, Map<String, String> properties) {
    this.root = root;
    this.io =
        CatalogUtil.loadFileIO(
            properties.getOrDefault(
                CatalogProperties.FILE_IO_IMPL,
                LocalPaths.isLocal(root)
                    ? LocalFileIO.class.getName()
                    : "org.apache.iceberg.aws.s3.S3FileIO"),
            properties,
            null);
  }

  /** Where the table is, or would be. */
  public String location(TableIdentifier name) {
    return root + "/" + String.join("/", name.namespace().levels()) + "/" + name.name();
  }

  /** The table's chain, not looked at yet; it shows no table where there is none. */
  public TableOperations operations(TableIdentifier name) {
    return new ChainOperations(io, location(name), InstantSource.system());
  }

  /** Whether the store refuses to replace an object; tried out beside the table. */
  public boolean isCreateOnly(TableIdentifier name) {
    String location = location(name) + "/start-checks/" + UUID.randomUUID();
    byte[] first = "first".getBytes(StandardCharsets.UTF_8);
    WholeFiles files = WholeFiles.of(io);
    files.createWhole(location, first);
    boolean isRefused = false;
    try {
      files.createWhole(location, "second".getBytes(StandardCharsets.UTF_8));
    } catch (AlreadyExistsException e) {
      isRefused = true;
    }
    try (InputStream in = io.newInputFile(location).newStream()) {
      return isRefused && Arrays.equals(in.readAllBytes(), first);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read " + location, e);
    } finally {
      io.deleteFile(location);
    }
  }

  FileIO io() {
    return io;
  }

  /** The catalog that has a chain's table, or is about to have it. */
  public static Optional<String> adopter(Table table) {
    return table instanceof HasTableOperations known
            && CachingOperations.beneath(known.operations()) instanceof ChainOperations
        ? Optional.ofNullable(table.properties().get(Adoption.KEY))
        : Optional.empty();
  }

  @Override
  public void close() {
    io.close();
  }
}
