package dev.firn.journal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Runs in a JVM of its own: entities append to {@code args[0]} until that fails, which it says.
 * When told {@code go} it removes the file {@code ballast} from the folder, waits for the journal
 * to take events again, checks that everything acknowledged is there and appends more.
 */
public final class ResumingProcess {

  private static final int ENTITIES = 4;
  private static final int MORE = 10;

  private ResumingProcess() {}

  public static void main(String[] args) throws IOException {
    Path dir = Path.of(args[0]);
    int size = Integer.parseInt(args[1]);
    TestJournal journal =
        TestJournal.open(
            dir,
            "firn.journal.embedded.memory.write-buffer = " + args[2],
            "firn.journal.embedded.reclaim.interval = 100ms",
            "firn.journal.embedded.full.disk-reserve = 1",
            "firn.journal.embedded.full.essential-append = 100 MiB");
    List<Long> acknowledged = appendUntilItFails(journal, size);
    JournalStatus status = journal.status();
    System.out.println("failed " + status.state() + " " + status.reason().orElse("none"));
    awaitGo();
    Files.deleteIfExists(dir.resolve("ballast"));
    TestJournal.eventually(Duration.ofSeconds(60), () -> journal.status().isWritable());
    for (int entity = 0; entity < ENTITIES; entity++) {
      checkAndAppend(journal, "entity-" + entity, acknowledged.get(entity), size);
    }
    System.out.println(
        "reopened "
            + journal.status().counters().reopened()
            + " failures "
            + journal.status().counters().failures());
    journal.close();
    System.out.println("closed");
  }

  private static List<Long> appendUntilItFails(TestJournal journal, int size) {
    List<CompletableFuture<Long>> entities = new ArrayList<>();
    for (int entity = 0; entity < ENTITIES; entity++) {
      String id = "entity-" + entity;
      entities.add(CompletableFuture.supplyAsync(() -> append(journal, id, size)));
    }
    return entities.stream().map(CompletableFuture::join).toList();
  }

  private static long append(TestJournal journal, String id, int size) {
    long sequenceNr = 1;
    try {
      while (true) {
        TestJournal.await(journal.append(id, sequenceNr, TestJournal.text(sequenceNr, size)));
        sequenceNr++;
      }
    } catch (CompletionException e) {
      System.out.println(id + " " + e.getCause());
      return sequenceNr - 1;
    }
  }

  private static void awaitGo() throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    if (!"go".equals(in.readLine())) {
      throw new IllegalStateException("Told something else than go");
    }
  }

  /** What was not acknowledged may be there or not; then the sequence goes on behind it. */
  private static void checkAndAppend(TestJournal journal, String id, long acknowledged, int size) {
    long highest = journal.highest(id);
    List<String> texts = journal.texts(id, 1, highest);
    if (highest < acknowledged || highest > acknowledged + 1 || texts.size() != highest) {
      throw new AssertionError(
          id + " acknowledged " + acknowledged + " highest " + highest + " read " + texts.size());
    }
    for (int i = 0; i < texts.size(); i++) {
      if (!texts.get(i).equals(TestJournal.text(i + 1, size))) {
        throw new AssertionError(id + " has something else at " + (i + 1));
      }
    }
    journal.appendAll(id, highest + 1, highest + MORE, size);
    System.out.println("entity " + id + " " + (highest + MORE));
  }
}
