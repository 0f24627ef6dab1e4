package dev.firn.catalog.table;

import dev.firn.catalog.table.TableObjects.Folder;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.io.FileInfo;

/** Groups a listing by folder, one after the other, and keeps those without a new object. */
final class OldFolders {
  private final String root;
  private final long momentMillis;
  private final List<Folder> found = new ArrayList<>();
  private final List<String> locations = new ArrayList<>();
  private String current = "";
  private boolean hasNew;

  /**
   * @param root before the folders' names, with a slash at its end
   */
  OldFolders(String root, long momentMillis) {
    this.root = root;
    this.momentMillis = momentMillis;
  }

  void add(FileInfo object) {
    String location = object.location();
    String folder =
        location.substring(root.length(), Math.max(root.length(), location.lastIndexOf('/')));
    if (!folder.equals(current)) {
      endFolder();
      current = folder;
    }
    locations.add(location);
    hasNew |= object.createdAtMillis() > momentMillis;
  }

  List<Folder> end() {
    endFolder();
    return found;
  }

  List<Folder> found() {
    return found;
  }

  private void endFolder() {
    if (!locations.isEmpty() && !hasNew && !current.isEmpty()) {
      found.add(new Folder(ObjectPath.nameOf(current), locations));
    }
    locations.clear();
    hasNew = false;
  }
}
