package dev.firn.catalog.audit;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firn.catalog.table.EventTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.apache.iceberg.util.SnapshotUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What others took out of a table, for longer than its snapshots are kept: one object for each that
 * did, {@code <table location>/removed/<table uuid>/<snapshot>.json}, written once and never
 * changed. To keep the snapshot instead would be to hold on to every file that was live in it.
 * Blocking, one call at a time; what was read once is not read again.
 */
public final class RemovalHistory {
  private static final Logger LOG = LoggerFactory.getLogger(RemovalHistory.class);
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private static final Pattern NAME = Pattern.compile("/(\\d{1,19})\\.json$");

  private final EventTable events;
  private final Set<Long> written = new HashSet<>();
  private Map<Long, Removal> known = Map.of();

  public RemovalHistory(EventTable events) {
    this.events = events;
  }

  /**
   * Writes down what the table's snapshots tell now; to be called before they expire.
   *
   * @throws RuntimeException when catalog or store failed
   */
  public void keep() {
    Table table = events.fresh();
    List<Removal> removals = inSnapshots(table);
    for (Removal removal : removals) {
      if (!written.contains(removal.snapshot()) && !removal.rows().isEmpty()) {
        write(table, removal);
        written.add(removal.snapshot());
      }
    }
    remember(removals);
    written.retainAll(known.keySet());
  }

  private void remember(List<Removal> removals) {
    known =
        removals.stream()
            .collect(Collectors.toMap(Removal::snapshot, removal -> removal, (one, same) -> one));
  }

  /** What the table's snapshots tell, the newest first, and then what was kept of older ones. */
  List<Removal> of(Table table) {
    List<Removal> removals = inSnapshots(table);
    removals.addAll(expired(table));
    remember(removals);
    return removals;
  }

  private List<Removal> inSnapshots(Table table) {
    List<Removal> removals = new ArrayList<>();
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
      if (Removal.isIn(snapshot)) {
        Removal removal = known.get(snapshot.snapshotId());
        removals.add(removal == null ? counted(table, snapshot) : removal);
      }
    }
    return removals;
  }

  /** One of which nothing can be read any more counts nothing. */
  private static Removal counted(Table table, Snapshot snapshot) {
    try {
      return Removal.of(table, snapshot);
    } catch (NotFoundException e) {
      LOG.warn("What snapshot {} removed cannot be read", snapshot.snapshotId(), e);
      return Removal.unknown(snapshot);
    }
  }

  /** Whole or not at all, in a folder too. */
  private static void write(Table table, Removal removal) {
    String location = folder(table) + removal.snapshot() + ".json";
    if (table.io().newInputFile(location).exists()) {
      return;
    }
    try (PositionOutputStream out = table.io().newOutputFile(location).createOrOverwrite()) {
      out.write(JSON.writeValueAsBytes(removal));
    } catch (IOException e) {
      throw new UncheckedIOException("Could not write " + location, e);
    }
  }

  /** None where the store cannot be listed. Of a snapshot that was rolled back nothing is gone. */
  private List<Removal> expired(Table table) {
    List<Removal> removals = new ArrayList<>();
    if (table.io() instanceof SupportsPrefixOperations store) {
      for (FileInfo object : store.listPrefix(folder(table))) {
        Matcher name = NAME.matcher(object.location());
        if (name.find() && table.snapshot(Long.parseLong(name.group(1))) == null) {
          Removal removal = known.get(Long.parseLong(name.group(1)));
          removals.add(removal == null ? read(table, object.location()) : removal);
        }
      }
    }
    removals.sort(Comparator.comparingLong(Removal::atMillis).reversed());
    return removals;
  }

  private static Removal read(Table table, String location) {
    try (InputStream in = table.io().newInputFile(location).newStream()) {
      return JSON.readValue(in, Removal.class);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read " + location, e);
    }
  }

  private static String folder(Table table) {
    return table.location() + "/removed/" + table.uuid() + "/";
  }
}
