package dev.firn.journal;

import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/**
 * Runs in a JVM of its own: several threads append without end to {@code args[0]} and print {@code
 * id sequenceNr} after each acknowledgement. When an append fails it prints {@code failed} and what
 * the journal says, and what it can still do, then ends.
 */
public final class AppendingProcess {

  private static final int ENTITIES = 8;
  private static final Object OUT = new Object();

  private AppendingProcess() {}

  public static void main(String[] args) {
    int size = Integer.parseInt(args[1]);
    TestJournal journal =
        TestJournal.open(
            Path.of(args[0]),
            "firn.journal.embedded.memory.write-buffer = " + args[2],
            "firn.journal.embedded.full.essential-append = 100 MiB");
    for (int i = 0; i < ENTITIES; i++) {
      String id = "entity-" + i;
      new Thread(() -> appendWithoutEnd(journal, id, size)).start();
    }
  }

  private static void appendWithoutEnd(TestJournal journal, String id, int size) {
    long sequenceNr = journal.highest(id);
    try {
      while (true) {
        sequenceNr++;
        TestJournal.await(journal.append(id, sequenceNr, TestJournal.text(sequenceNr, size)));
        say(id + " " + sequenceNr);
      }
    } catch (RuntimeException e) {
      report(journal, id, sequenceNr);
    }
  }

  private static void report(TestJournal journal, String id, long sequenceNr) {
    CompletionStage<Done> small = journal.append(id, sequenceNr, "small");
    String outcome =
        small
            .handle((done, error) -> error == null ? "accepted" : error.getClass().getSimpleName())
            .toCompletableFuture()
            .join();
    JournalStatus status = journal.status();
    int replayed = journal.texts(id, 1, sequenceNr - 1).size();
    synchronized (OUT) {
      say("failed " + status.state() + " " + outcome + " " + replayed + " of " + (sequenceNr - 1));
      say("reason " + status.reason().orElse("none"));
      System.exit(3);
    }
  }

  private static void say(String line) {
    synchronized (OUT) {
      System.out.println(line);
      System.out.flush();
    }
  }
}
