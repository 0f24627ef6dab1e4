package dev.firn.node.lake;

import dev.firn.catalog.table.EventTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;

/** Small objects that live beside a table's files, below its {@code firn} folder. Blocking. */
final class SmallObjects {
  private final EventTable table;

  SmallObjects(EventTable table) {
    this.table = table;
  }

  /** Writes an object that is not there yet. */
  String put(String name, byte[] content) {
    String location = table.form().location() + "/firn/" + name;
    try (PositionOutputStream out = table.io().newOutputFile(location).create()) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not write " + location, e);
    }
    return location;
  }

  byte[] read(String location) {
    try (SeekableInputStream in = table.io().newInputFile(location).newStream()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read " + location, e);
    }
  }

  void delete(String location) {
    table.io().deleteFile(location);
  }
}
