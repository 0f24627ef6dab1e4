package dev.firn.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the database, and finds out whether anything acknowledged is missing from it. */
final class DatabaseOpening {

  private static final Logger LOG = LoggerFactory.getLogger(DatabaseOpening.class);
  private static final Pattern NAMES_A_FILE =
      Pattern.compile("\\d+\\.(sst|log)|MANIFEST-\\d|/CURRENT");

  private final EmbeddedJournalSettings settings;
  private final JournalFolder folder;

  private DatabaseOpening(EmbeddedJournalSettings settings) {
    this.settings = settings;
    this.folder = new JournalFolder(settings.dir());
  }

  /** Opens or creates the database. Throws {@link JournalException} when it must not be used. */
  static OpenDatabase open(EmbeddedJournalSettings settings) throws IOException {
    return new DatabaseOpening(settings).open();
  }

  private OpenDatabase open() throws IOException {
    boolean isNew = folder.checkIsNew();
    LossCheck losses = new LossCheck(settings, folder);
    losses.checkManifest();
    RocksDbOptions options = new RocksDbOptions(settings.memory());
    OpenDatabase opened;
    try {
      opened = open(generations(isNew), options);
    } catch (RocksDBException e) {
      options.close();
      throw refused(e);
    } catch (RuntimeException e) {
      options.close();
      throw e;
    }
    try {
      losses.checkMark(opened, isNew);
      opened.noteManifestAnew();
      folder.stampFormat();
      count(opened);
      return opened;
    } catch (RocksDBException e) {
      closeQuietly(opened);
      throw refused(e);
    } catch (IOException | RuntimeException e) {
      closeQuietly(opened);
      throw e;
    }
  }

  private OpenDatabase open(List<String> generations, RocksDbOptions options)
      throws RocksDBException {
    ColumnFamilyOptions events = options.events();
    ColumnFamilyOptions small = options.small();
    List<ColumnFamilyDescriptor> families = new ArrayList<>();
    OpenDatabase.FAMILIES.forEach(name -> families.add(family(name, small)));
    generations.forEach(name -> families.add(family(name, events)));
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    RocksDB db =
        RocksDB.open(
            options.database(settings.acceptDataLoss()),
            folder.database().toString(),
            families,
            handles);
    HighWaterMark mark = mark(db, handles);
    int fixed = OpenDatabase.FAMILIES.size();
    List<Generation> found = new ArrayList<>();
    for (int i = 0; i < generations.size(); i++) {
      long number = Generation.numberOf(generations.get(i));
      found.add(new Generation(number, handles.get(fixed + i)));
    }
    return new OpenDatabase(
        options, db, handles.subList(0, fixed), new Generations(db, events, found), mark);
  }

  /** A database that stayed open would use options that are closed. */
  private HighWaterMark mark(RocksDB db, List<ColumnFamilyHandle> handles) {
    try {
      return HighWaterMark.open(folder.mark());
    } catch (RuntimeException e) {
      NativeResources.closeAll(handles);
      db.close();
      throw e;
    }
  }

  private static ColumnFamilyDescriptor family(String name, ColumnFamilyOptions options) {
    return new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.UTF_8), options);
  }

  /** The families that hold events; the first one where there are none yet. */
  private List<String> generations(boolean isNew) throws RocksDBException {
    List<String> found = isNew ? List.of() : families();
    List<String> generations = found.stream().filter(Generation::isName).toList();
    return generations.isEmpty() ? List.of(Generation.nameOf(1)) : generations;
  }

  private List<String> families() throws RocksDBException {
    try (Options any = new Options()) {
      List<String> found =
          RocksDB.listColumnFamilies(any, folder.database().toString()).stream()
              .map(name -> new String(name, StandardCharsets.UTF_8))
              .toList();
      // An unreadable MANIFEST yields none: opening tells why.
      if (!found.isEmpty() && !found.containsAll(OpenDatabase.FAMILIES)) {
        throw new JournalCorruptedException(
            "%s is a RocksDB database, but not a journal of Firn: it has %s. Choose another folder (--data)"
                .formatted(folder.database(), found));
      }
      return found;
    }
  }

  private JournalException refused(RocksDBException e) {
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
            .formatted(folder.database(), withFileName(message), OpenAdvice.on(message)),
        e);
  }

  /** Of a damaged log RocksDB does not tell the name. */
  private String withFileName(String message) {
    return NAMES_A_FILE.matcher(message).find()
        ? message
        : message + " (in one of " + folder.logs() + ")";
  }

  private void count(OpenDatabase opened) throws RocksDBException {
    try {
      opened.count();
    } catch (JournalCorruptedException e) {
      throw new JournalCorruptedException(
          "Cannot open the journal in %s: %s. Restore the folder. See docs/journal.md"
              .formatted(folder.database(), e.getMessage()),
          e);
    }
  }

  private void closeQuietly(OpenDatabase opened) {
    try {
      opened.close();
    } catch (IOException | RocksDBException e) {
      LOG.warn("The journal in {} did not close in good order", folder.database(), e);
    }
  }
}
