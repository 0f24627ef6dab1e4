package dev.firn.catalog.history;

import java.util.List;
import java.util.OptionalLong;

/**
 * Some of a table's snapshots, newest first.
 *
 * @param next before which sequence number the next page begins; empty at the end
 */
public record SnapshotPage(List<ListedSnapshot> snapshots, OptionalLong next) {
  public SnapshotPage {
    snapshots = List.copyOf(snapshots);
  }
}
