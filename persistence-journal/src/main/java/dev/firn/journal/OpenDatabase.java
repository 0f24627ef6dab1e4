package dev.firn.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database from one opening to its close: RocksDB, its column families and the mark that guards
 * its end. Opening finds out whether anything acknowledged is missing.
 */
record OpenDatabase(
    RocksDbOptions options, RocksDB db, List<ColumnFamilyHandle> handles, HighWaterMark mark) {

  private static final Logger LOG = LoggerFactory.getLogger(OpenDatabase.class);
  private static final Pattern NAMES_A_FILE =
      Pattern.compile("\\d+\\.(sst|log)|MANIFEST-\\d|/CURRENT");
  private static final List<String> FAMILIES =
      List.of("default", "events", "positions", "snapshots");

  /** Opens or creates the database. Throws {@link JournalException} when it must not be used. */
  static OpenDatabase open(EmbeddedJournalSettings settings) throws IOException {
    JournalFolder folder = new JournalFolder(settings.dir());
    boolean isNew = folder.checkIsNew();
    RocksDbOptions options = new RocksDbOptions(settings.memory());
    OpenDatabase opened;
    try {
      checkFamilies(folder, isNew);
      opened = open(settings, folder, options);
    } catch (RocksDBException e) {
      options.close();
      throw refused(settings, folder, e);
    } catch (RuntimeException e) {
      options.close();
      throw e;
    }
    try {
      opened.checkMark(folder, isNew, settings.acceptDataLoss());
      folder.stampFormat();
      return opened;
    } catch (IOException | RuntimeException e) {
      opened.closeQuietly(folder);
      throw e;
    }
  }

  private static OpenDatabase open(
      EmbeddedJournalSettings settings, JournalFolder folder, RocksDbOptions options)
      throws RocksDBException {
    List<ColumnFamilyDescriptor> families = new ArrayList<>();
    for (String name : FAMILIES) {
      families.add(
          new ColumnFamilyDescriptor(
              name.getBytes(StandardCharsets.UTF_8),
              name.equals("events") ? options.events() : options.small()));
    }
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    RocksDB db =
        RocksDB.open(
            options.database(settings.acceptDataLoss()),
            folder.database().toString(),
            families,
            handles);
    return new OpenDatabase(options, db, handles, HighWaterMark.open(folder.mark()));
  }

  private static void checkFamilies(JournalFolder folder, boolean isNew) throws RocksDBException {
    if (isNew) {
      return;
    }
    try (Options any = new Options()) {
      List<String> found =
          RocksDB.listColumnFamilies(any, folder.database().toString()).stream()
              .map(name -> new String(name, StandardCharsets.UTF_8))
              .toList();
      // An unreadable MANIFEST yields none: opening tells why.
      if (!found.isEmpty() && !found.containsAll(FAMILIES)) {
        throw new JournalCorruptedException(
            "%s is a RocksDB database, but not a journal of Firn: it has %s. Choose another folder (--data)"
                .formatted(folder.database(), found));
      }
    }
  }

  private static JournalException refused(
      EmbeddedJournalSettings settings, JournalFolder folder, RocksDBException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("/LOCK: ")) {
      return new JournalInUseException(
          "another process uses the journal in "
              + settings.dir()
              + ": stop it, or choose another folder (--data)",
          e);
    }
    return new JournalCorruptedException(
        "Cannot open the journal in %s: %s. %s See docs/journal.md"
            .formatted(folder.database(), withFileName(folder, message), OpenAdvice.on(message)),
        e);
  }

  /** Of a damaged log RocksDB does not tell the name. */
  private static String withFileName(JournalFolder folder, String message) {
    return NAMES_A_FILE.matcher(message).find()
        ? message
        : message + " (in one of " + folder.logs() + ")";
  }

  private void checkMark(JournalFolder folder, boolean isNew, boolean acceptDataLoss)
      throws IOException {
    OptionalLong marked = isNew ? OptionalLong.of(0) : mark.read();
    long recovered = db.getLatestSequenceNumber();
    if (marked.isEmpty() || marked.getAsLong() > recovered) {
      String loss =
          marked.isEmpty()
              ? "The journal's mark "
                  + folder.mark()
                  + " is missing or damaged, so the end of the journal cannot be checked"
              : "The journal in %s lost acknowledged writes: its log ends at %d, acknowledged was %d"
                  .formatted(folder.database(), recovered, marked.getAsLong());
      if (!acceptDataLoss) {
        throw new JournalCorruptedException(
            loss
                + ". Restore the folder, or accept the loss once with firn.journal.embedded.accept-data-loss");
      }
      LOG.error("{}. Opened nevertheless, as firn.journal.embedded.accept-data-loss is on", loss);
    }
    mark.write(recovered);
    mark.force();
  }

  private void closeQuietly(JournalFolder folder) {
    try {
      close();
    } catch (IOException | RocksDBException e) {
      LOG.warn("The journal in {} did not close in good order", folder.database(), e);
    }
  }

  /**
   * What cannot be closed in good order is recovered from the log at the next opening. Options go
   * last, for the database uses them to its end.
   */
  void close() throws IOException, RocksDBException {
    try {
      mark.close();
    } finally {
      NativeResources.closeAll(handles);
      try {
        db.closeE();
      } finally {
        options.close();
      }
    }
  }
}
