package dev.firn.journal;

import dev.firn.journal.JournalOperation.CarryOver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/**
 * A generation on its way out: page by page the writer carries its live rows over. It may be left
 * at any page and gone on with later, for rows of an older generation never change; what was
 * carried over is not carried again, however often the writer refuses or is slow.
 */
final class Emptying {

  private static final long CARRIED_AT_ONCE = 512 << 10;
  private static final long WAIT_MILLIS = 20;

  private final RocksDbStore store;
  private final OpenDatabase opened;
  private final Generation generation;
  private final Function<JournalOperation, CompletionStage<Done>> writer;
  private final LiveRows rows;
  private @Nullable CompletableFuture<Done> underWay;

  Emptying(
      RocksDbStore store,
      OpenDatabase opened,
      Generation generation,
      Function<JournalOperation, CompletionStage<Done>> writer) {
    this.store = store;
    this.opened = opened;
    this.generation = generation;
    this.writer = writer;
    this.rows = new LiveRows(generation, opened.generations().occupancy());
  }

  Generation generation() {
    return generation;
  }

  /** Of a database that was opened anew nothing is known; and it may have died by itself. */
  boolean isStillToDo(OpenDatabase present) {
    return present == opened && opened.generations().older().contains(generation);
  }

  /** Does a page or waits a moment for one; true when every live row is durable elsewhere. */
  boolean goOn() throws InterruptedException {
    CompletableFuture<Done> page = underWay;
    if (page == null) {
      List<CarryOver.Row> some = store.read(view -> rows.next(view, CARRIED_AT_ONCE));
      if (some.isEmpty()) {
        return true;
      }
      page = writer.apply(CarryOver.of(some)).toCompletableFuture();
      underWay = page;
    }
    if (isDone(page)) {
      underWay = null;
      rows.taken();
    }
    return false;
  }

  private boolean isDone(CompletableFuture<Done> page) throws InterruptedException {
    try {
      page.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      underWay = null;
      throw e.getCause() instanceof JournalException refusal
          ? refusal
          : new IllegalStateException("The writer failed", e.getCause());
    }
  }
}
