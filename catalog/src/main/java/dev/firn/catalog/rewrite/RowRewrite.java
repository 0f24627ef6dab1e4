package dev.firn.catalog.rewrite;

import dev.firn.catalog.promotion.Misfits;
import dev.firn.catalog.promotion.PromotedValues;
import dev.firn.catalog.settings.RewriteSettings;
import dev.firn.catalog.table.TableForm;
import dev.firn.events.PartitionKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.io.FileIO;

/**
 * Writes the rows of some files of one partition anew: sorted, without repeated events, in files of
 * a size. Reads each file once, and files with repeated events once more. Memory is bounded by the
 * settings, whatever the partition holds; the rest is on local disk. Blocking.
 */
public final class RowRewrite {
  private static final int ROWS_BETWEEN_LOOKS = 1000;

  /** Repeated identities that are looked at in one rewrite; more stay for the next. */
  private static final int MOST_REPEATED = 20_000;

  /**
   * A file to read.
   *
   * @param isSettled whether its rows are in the table for good: only such are compared, for what
   *     may yet be rolled back and come in again must stay whole
   */
  public record Input(DataFile file, boolean isSettled) {}

  private final TableForm table;
  private final FileIO io;
  private final PartitionKey partition;
  private final RewriteSettings settings;
  private final RowOrdering ordering;
  private final boolean dropsRepeated;
  private final RowForm form;
  private final Misfits misfits;

  /** The same, where nobody hears of values that do not fit promoted columns. */
  public RowRewrite(
      TableForm table,
      FileIO io,
      PartitionKey partition,
      RewriteSettings settings,
      RowOrdering ordering,
      boolean dropsRepeated) {
    this(table, io, partition, settings, ordering, dropsRepeated, Misfits.IGNORED);
  }

  /**
   * @param dropsRepeated whether an event must not be there twice; of dead letters it may
   * @param misfits hears of values that do not fit promoted columns which files are filled with
   */
  public RowRewrite(
      TableForm table,
      FileIO io,
      PartitionKey partition,
      RewriteSettings settings,
      RowOrdering ordering,
      boolean dropsRepeated,
      Misfits misfits) {
    this.table = table;
    this.io = io;
    this.partition = partition;
    this.settings = settings;
    this.ordering = ordering;
    this.dropsRepeated = dropsRepeated;
    this.form = RowForm.of(table.schema(), table.promoted(partition.type()));
    this.misfits = misfits;
  }

  /**
   * Writes. When it throws, nothing is left behind.
   *
   * @param others files of the partition that stay, and that may hold an event of the inputs
   * @param fileSize bytes to aim at in a file
   * @param scratch a folder on local disk
   * @throws UnsupportedOperationException when a file is of a form that is left alone
   * @throws RuntimeException when a file cannot be read or written
   */
  public Rewritten write(
      List<Input> inputs, List<Input> others, long fileSize, Path scratch, RewriteMonitor monitor) {
    try {
      Files.createDirectories(scratch);
      Path folder = Files.createTempDirectory(scratch, "rewrite-");
      try {
        return write(inputs, others, fileSize, folder, new Steps(monitor));
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Could not rewrite files of " + partition.id(), e);
    }
  }

  private Rewritten write(
      List<Input> inputs, List<Input> others, long fileSize, Path folder, Steps steps)
      throws IOException {
    RowSorter sorter = new RowSorter(folder, settings.memory());
    List<Place> removed = new ArrayList<>();
    List<PromotedValues> filled = new ArrayList<>();
    Set<Long> alike;
    try (RepeatedHashes hashes = hashes(inputs, others, folder)) {
      for (Input input : inputs) {
        removed.addAll(sort(input, sorter, hashes, filled, steps));
      }
      for (Input other : others) {
        hash(other, hashes, steps);
      }
      alike = hashes.repeated(MOST_REPEATED);
    }
    Repetitions.Decision decision =
        alike.isEmpty() ? Repetitions.Decision.NONE : compare(inputs, others, alike, steps);
    long rows = inputs.stream().mapToLong(input -> input.file().recordCount()).sum();
    if (decision.rows() == rows) {
      decision = Repetitions.Decision.NONE; // whatever remembers the removed rows needs a file
    }
    List<Place> removedNow = decision.removed();
    removed.addAll(removedNow);
    try (SortedRows sorted = sorter.sorted();
        RewriteOutput output =
            new RewriteOutput(
                table,
                io,
                partition,
                form,
                settings,
                ordering.isByTime(),
                fileSize,
                rows - decision.rows(),
                RemovedRows.metadata(removed))) {
      List<DataFile> files = write(sorted, output, decision, rows, steps);
      filled.forEach(values -> values.tell(misfits));
      return new Rewritten(
          files, rows, output.rows(), removedNow, decision.dependsOnOthers(), sorter.spilled());
    }
  }

  private RepeatedHashes hashes(List<Input> inputs, List<Input> others, Path folder)
      throws IOException {
    long expected =
        Stream.concat(inputs.stream(), others.stream())
            .filter(this::isCompared)
            .mapToLong(input -> input.file().recordCount())
            .sum();
    return new RepeatedHashes(folder, expected, (int) (settings.memory() / Long.BYTES / 8));
  }

  private boolean isCompared(Input input) {
    return dropsRepeated && input.isSettled();
  }

  private List<Place> sort(
      Input input,
      RowSorter sorter,
      RepeatedHashes hashes,
      List<PromotedValues> filled,
      Steps steps)
      throws IOException {
    Identity identity = new Identity(form);
    RowOrdering.Keys keys = new RowOrdering.Keys(ordering, form);
    RowBuffer key = new RowBuffer();
    boolean isCompared = isCompared(input);
    long rows = 0;
    try (RowSource source = open(input, leaf -> true)) {
      while (source.next()) {
        keys.key(source, key);
        sorter.add(key, source.row());
        if (isCompared) {
          hashes.add(identity.hash(source));
        }
        rows++;
        steps.moved();
      }
      if (rows != input.file().recordCount()) {
        throw new IllegalStateException(
            input.file().location()
                + " has "
                + rows
                + " rows where the table counts "
                + input.file().recordCount());
      }
      filled.add(source.filled());
      return RemovedRows.in(source.metadata());
    }
  }

  private RowSource open(Input input, Predicate<Leaf> wants) throws IOException {
    DataFile file = input.file();
    return new RowSource(io.newInputFile(file.location(), file.fileSizeInBytes()), form, wants);
  }

  private void hash(Input input, RepeatedHashes hashes, Steps steps) throws IOException {
    if (!isCompared(input)) {
      return;
    }
    Identity identity = new Identity(form);
    try (RowSource source = open(input, identity.columns()::contains)) {
      while (source.next()) {
        hashes.add(identity.hash(source));
        steps.moved();
      }
    }
  }

  private Repetitions.Decision compare(
      List<Input> inputs, List<Input> others, Set<Long> alike, Steps steps) throws IOException {
    Repetitions repetitions = new Repetitions();
    for (Input input : inputs) {
      compare(input, true, alike, repetitions, steps);
    }
    for (Input other : others) {
      compare(other, false, alike, repetitions, steps);
    }
    return repetitions.decide();
  }

  private void compare(
      Input input, boolean isInput, Set<Long> alike, Repetitions repetitions, Steps steps)
      throws IOException {
    if (!isCompared(input)) {
      return;
    }
    Identity identity = new Identity(form);
    try (RowSource source = open(input, identity.columns()::contains)) {
      while (source.next()) {
        if (alike.contains(identity.hash(source))) {
          repetitions.add(identity.of(source), identity.place(source), isInput);
        }
        steps.moved();
      }
    }
  }

  private List<DataFile> write(
      SortedRows sorted,
      RewriteOutput output,
      Repetitions.Decision decision,
      long rows,
      Steps steps)
      throws IOException {
    try {
      Thinning thinning = new Thinning(form, decision.drops());
      while (sorted.next()) {
        if (thinning.keeps(sorted)) {
          output.add(sorted.array(), sorted.rowStart());
        }
        steps.moved();
      }
      List<DataFile> files = output.finish();
      if (output.rows() + decision.rows() != rows) {
        throw new IllegalStateException(
            "Of "
                + rows
                + " rows of "
                + partition.id()
                + " were written "
                + output.rows()
                + ", "
                + decision.rows()
                + " of them duplicates");
      }
      return files;
    } catch (IOException | RuntimeException e) {
      output.discard();
      throw e;
    }
  }

  /** Deletes files that were written and to which nothing refers, and never will. */
  public static void discard(FileIO io, List<DataFile> files) {
    RewriteOutput.discard(io, files.stream().map(DataFile::location).toList());
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }

  /** Counts rows, and tells of them now and then. */
  private static final class Steps {
    private final RewriteMonitor monitor;
    private int untold;

    Steps(RewriteMonitor monitor) {
      this.monitor = monitor;
    }

    void moved() {
      untold++;
      if (untold == ROWS_BETWEEN_LOOKS) {
        monitor.moved(untold);
        untold = 0;
      }
    }
  }
}
