package dev.firn.catalog.audit;

import dev.firn.catalog.datafile.WrittenFile;
import dev.firn.catalog.table.EventTable;
import dev.firn.catalog.testing.Commits;
import dev.firn.catalog.testing.Events;
import dev.firn.catalog.testing.OnServedTable;
import dev.firn.catalog.testing.TestFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.iceberg.DataFile;
import org.junit.jupiter.api.AfterEach;

/** Tests in which faults are planted in a table that was right before. */
abstract class OnAudited extends OnServedTable {
  static final String PARTITION = Events.PARTITION.id();

  private final ExecutorService planner = Executors.newSingleThreadExecutor();
  final TableAudit.Means means = new TableAudit.Means(Duration.ofMillis(1), 7, planner);
  final List<WrittenFile> committed = new ArrayList<>();

  @AfterEach
  void stopPlanning() {
    planner.shutdownNow();
  }

  /** The table that is audited. */
  abstract EventTable audited();

  /** In a commit of its own. */
  final void commit(WrittenFile file) {
    Commits.commit(audited(), file);
    committed.add(file);
  }

  final DataFile dataFile(int number) {
    return TestFiles.describe(audited(), committed.get(number));
  }

  final Path object(int number) {
    return Path.of(URI.create(committed.get(number).location()).getPath());
  }

  final void flipABitOf(int number) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(object(number).toFile(), "rw")) {
      file.seek(200);
      int before = file.read();
      file.seek(200);
      file.write(before ^ 4);
    }
  }

  /** As another engine deletes. */
  final void remove(int number) {
    audited().fresh().newDelete().deleteFile(dataFile(number)).set("engine-name", "spark").commit();
  }

  /** As nobody should: a rewrite that writes nothing. */
  final void lose(int number) {
    audited().fresh().newRewrite().deleteFile(dataFile(number)).commit();
  }
}
