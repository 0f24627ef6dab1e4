package dev.firn.bench.jmh;

import com.typesafe.config.ConfigFactory;
import dev.firn.bench.target.LocalTable;
import dev.firn.bench.target.WorkFolder;
import dev.firn.catalog.datafile.DataFileWriter;
import dev.firn.catalog.datafile.WrittenFile;
import dev.firn.catalog.settings.DataFileSettings;
import dev.firn.events.AppendedBatch;
import dev.firn.events.decode.UnreadableRequestException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A Parquet file of 20,000 events from 200 appends, written and synced to the local disk. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@OperationsPerInvocation(DataFileBenchmark.EVENTS)
@SuppressWarnings("NullAway.Init") // JMH calls setUp first
public class DataFileBenchmark {
  static final int EVENTS = 20_000;
  private static final int EVENTS_PER_APPEND = 100;

  private WorkFolder folder;
  private LocalTable table;
  private DataFileWriter writer;
  private List<AppendedBatch> appends;

  /** The appends are opened anew for every file, as after a flush decision. */
  @Setup
  public void setUp() throws IOException, UnreadableRequestException {
    folder = WorkFolder.open(Optional.empty());
    table = LocalTable.in(folder.path());
    DataFileSettings settings = DataFileSettings.from(ConfigFactory.load());
    writer = new DataFileWriter(table.table(), settings);
    appends =
        new Decoding().appends(Decoding.requests(EVENTS_PER_APPEND), EVENTS / EVENTS_PER_APPEND);
  }

  /** Sort, encode, compress, write, sync; the file is deleted within the time measured. */
  @Benchmark
  public WrittenFile write() throws IOException {
    WrittenFile file = writer.write(appends.get(0).batch().partition(), "bench#1", appends);
    Files.delete(Path.of(URI.create(file.location()).getPath()));
    return file;
  }

  @TearDown
  public void tearDown() throws IOException {
    table.close();
    folder.close();
  }
}
