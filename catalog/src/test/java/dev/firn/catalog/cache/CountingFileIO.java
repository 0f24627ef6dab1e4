package dev.firn.catalog.cache;

import dev.firn.catalog.io.LocalFileIO;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.io.SupportsPrefixOperations;

/** Counts what would be requests to an object store, by what they ask and of which kind of file. */
public final class CountingFileIO implements SupportsPrefixOperations {
  private static final long serialVersionUID = 1L;
  private static final Map<String, Integer> REQUESTS = new ConcurrentHashMap<>();

  private final transient LocalFileIO files = new LocalFileIO();

  static void reset() {
    REQUESTS.clear();
  }

  /** For example {@code read list}. */
  static int requests(String what) {
    return REQUESTS.getOrDefault(what, 0);
  }

  private static void count(String verb, String location) {
    String name = location.substring(location.lastIndexOf('/') + 1);
    String kind = name.startsWith("snap-") ? "list" : name.endsWith(".avro") ? "manifest" : "other";
    REQUESTS.merge(verb + " " + kind, 1, Integer::sum);
  }

  @Override
  public InputFile newInputFile(String location) {
    InputFile file = files.newInputFile(location);
    return new InputFile() {
      @Override
      public long getLength() {
        count("head", location);
        return file.getLength();
      }

      @Override
      public SeekableInputStream newStream() {
        count("read", location);
        return file.newStream();
      }

      @Override
      public String location() {
        return location;
      }

      @Override
      public boolean exists() {
        count("head", location);
        return file.exists();
      }
    };
  }

  @Override
  public OutputFile newOutputFile(String location) {
    OutputFile file = files.newOutputFile(location);
    return new OutputFile() {
      @Override
      public PositionOutputStream create() {
        count("write", location);
        return file.create();
      }

      @Override
      public PositionOutputStream createOrOverwrite() {
        count("write", location);
        return file.createOrOverwrite();
      }

      @Override
      public String location() {
        return location;
      }

      @Override
      public InputFile toInputFile() {
        return newInputFile(location);
      }
    };
  }

  @Override
  public void deleteFile(String location) {
    count("delete", location);
    files.deleteFile(location);
  }

  @Override
  public Iterable<FileInfo> listPrefix(String prefix) {
    return files.listPrefix(prefix);
  }

  @Override
  public void deletePrefix(String prefix) {
    files.deletePrefix(prefix);
  }
}
