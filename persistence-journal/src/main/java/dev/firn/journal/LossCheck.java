package dev.firn.journal;

import java.io.IOException;
import java.util.OptionalLong;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether anything acknowledged is missing that RocksDB does not miss: the end of its log, or the
 * end of its list of files. A loss stops the start unless the settings accept it.
 */
final class LossCheck {

  private static final Logger LOG = LoggerFactory.getLogger(LossCheck.class);

  private final EmbeddedJournalSettings settings;
  private final JournalFolder folder;

  LossCheck(EmbeddedJournalSettings settings, JournalFolder folder) {
    this.settings = settings;
    this.folder = folder;
  }

  /** Before RocksDB opens it: it deletes files that are not on its list. */
  void checkManifest() throws IOException {
    folder
        .manifestLoss()
        .ifPresent(
            loss ->
                lost(
                    "The journal in %s may have lost acknowledged writes: of its list of files, %s"
                        .formatted(folder.database(), loss)));
  }

  /** Of the open database; afterwards the mark tells of what there is. */
  void checkMark(OpenDatabase opened, boolean isNew) throws IOException, RocksDBException {
    HighWaterMark mark = opened.mark();
    OptionalLong marked = isNew ? OptionalLong.of(0) : mark.read();
    long recovered = opened.sequenceNumber();
    if (marked.isEmpty() || marked.getAsLong() > recovered) {
      lost(
          marked.isEmpty()
              ? "The journal's mark "
                  + folder.mark()
                  + " is missing or damaged, so the end of the journal cannot be checked"
              : "The journal in %s lost acknowledged writes: its log ends at %d, acknowledged was %d"
                  .formatted(folder.database(), recovered, marked.getAsLong()));
    }
    if (settings.acceptDataLoss()) {
      makeLasting(opened);
    }
    // Into both slots: one that still told of what was lost would stop the next start.
    for (int slot = 0; slot < 2; slot++) {
      mark.write(opened.sequenceNumber());
      mark.force();
    }
  }

  /** The number counts rows of families that are lost; the next opening would not find it. */
  private static void makeLasting(OpenDatabase opened) throws RocksDBException {
    try (WriteBatch batch = new WriteBatch()) {
      batch.put(
          opened.ids(),
          Keys.ACCEPTED_LOSS,
          Keys.checkedLongs(Keys.ACCEPTED_LOSS, opened.sequenceNumber()));
      opened.write(batch);
    }
  }

  private void lost(String loss) {
    if (!settings.acceptDataLoss()) {
      throw new JournalCorruptedException(
          loss
              + ". Restore the folder, or accept the loss once with firn.journal.embedded.accept-data-loss");
    }
    LOG.error("{}. Opened nevertheless, as firn.journal.embedded.accept-data-loss is on", loss);
  }
}
