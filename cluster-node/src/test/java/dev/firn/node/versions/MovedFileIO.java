package dev.firn.node.versions;

import dev.firn.catalog.io.LocalFileIO;
import java.util.Map;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/**
 * Files of a table whose locations name the working folder of the process that wrote them, read
 * from a process that runs elsewhere.
 */
public final class MovedFileIO implements FileIO {
  static final String FOLDER = "test.folder";

  private static final long serialVersionUID = 1;

  private final transient LocalFileIO files = new LocalFileIO();
  private String folder = "";

  @Override
  public void initialize(Map<String, String> properties) {
    files.initialize(properties);
    folder = properties.getOrDefault(FOLDER, "");
  }

  @Override
  public InputFile newInputFile(String location) {
    return files.newInputFile(moved(location));
  }

  @Override
  public OutputFile newOutputFile(String location) {
    return files.newOutputFile(moved(location));
  }

  @Override
  public void deleteFile(String location) {
    files.deleteFile(moved(location));
  }

  private String moved(String location) {
    return location.replace("/proc/self/cwd", folder);
  }
}
