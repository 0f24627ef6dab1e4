package dev.firn.catalog.table;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Small objects beside the table's files, below {@code <table location>/ids/}: written once, never
 * changed. Blocking, thread-safe.
 */
public final class TableObjects {
  private static final String FOLDER = "/ids/";

  private static final Logger LOG = LoggerFactory.getLogger(TableObjects.class);

  private final EventTable table;

  public TableObjects(EventTable table) {
    this.table = table;
  }

  /**
   * Writes an object; when it returns, the object is durable.
   *
   * @param name a relative path of letters, digits and {@code . _ - ~ % =}
   * @return its location
   * @throws AlreadyExistsException when there is an object of that name
   */
  public String put(String name, byte[] bytes) {
    String location = table.form().location() + FOLDER + ObjectPath.of(name);
    try (PositionOutputStream out = table.io().newOutputFile(location).create()) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not write " + location, e);
    }
    return location;
  }

  /** The whole object; empty where there is none. */
  public Optional<byte[]> find(String location) {
    requireObject(location);
    try (InputStream in = table.io().newInputFile(location).newStream()) {
      return Optional.of(in.readAllBytes());
    } catch (NotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read " + location, e);
    }
  }

  /**
   * The object's size in bytes.
   *
   * @throws NotFoundException when there is none
   */
  public long size(String location) {
    requireObject(location);
    InputFile input = table.io().newInputFile(location);
    if (!input.exists()) {
      throw new NotFoundException("There is no object %s", location);
    }
    return input.getLength();
  }

  /** Objects of one folder. */
  public record Folder(String name, List<String> locations) {
    public Folder {
      locations = List.copyOf(locations);
    }
  }

  /**
   * Folders in which no object was written after a moment; none where the store cannot be listed.
   * One that the store does not list in one piece may be split, or seem older than it is.
   *
   * @param most folders in the answer
   */
  public List<Folder> untouchedSince(Instant moment, int most) {
    if (!(table.io() instanceof SupportsPrefixOperations store)) {
      LOG.info("{} cannot be listed: nothing is swept there", table.io().getClass());
      return List.of();
    }
    String root = table.form().location() + FOLDER;
    OldFolders old = new OldFolders(root, moment.toEpochMilli());
    for (FileInfo object : store.listPrefix(root)) {
      old.add(object);
      if (old.found().size() >= most) {
        return old.found();
      }
    }
    return old.end();
  }

  /** Deletes an object; one that is not there is no error. */
  public void delete(String location) {
    requireObject(location);
    table.io().deleteFile(location);
  }

  /** A location that came from a journal must not reach a data file. */
  private static void requireObject(String location) {
    int folder = location.lastIndexOf(FOLDER);
    if (folder < 0 || !ObjectPath.staysInside(location.substring(folder + FOLDER.length()))) {
      throw new IllegalArgumentException("Not an object beside the table: " + location);
    }
  }
}
