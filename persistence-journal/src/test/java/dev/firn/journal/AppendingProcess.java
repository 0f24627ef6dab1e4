package dev.firn.journal;

import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/**
 * Runs in a JVM of its own: several threads append without end to {@code args[0]} and print {@code
 * id sequenceNr} after each acknowledgement. With {@code args[3]} the ids, but for the first, keep
 * so many events times their number, and {@code id cut sequenceNr} is printed after each
 * truncation. When an append fails it prints {@code failed} and what the journal says, and what it
 * can still do, then ends.
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
            "firn.journal.embedded.reclaim.generation = " + args[2],
            "firn.journal.embedded.reclaim.floor = 1 MiB",
            "firn.journal.embedded.reclaim.interval = 20ms",
            "firn.journal.embedded.full.essential-append = 100 MiB");
    for (int i = 0; i < ENTITIES; i++) {
      String id = "entity-" + i;
      long keep = i * (args.length > 3 ? Long.parseLong(args[3]) : 0);
      new Thread(() -> appendWithoutEnd(journal, id, size, keep)).start();
    }
  }

  private static void appendWithoutEnd(TestJournal journal, String id, int size, long keep) {
    long sequenceNr = journal.highest(id);
    try {
      while (true) {
        sequenceNr++;
        TestJournal.await(journal.append(id, sequenceNr, TestJournal.text(sequenceNr, size)));
        say(id + " " + sequenceNr);
        if (keep > 0 && sequenceNr % 10 == 0 && sequenceNr > keep) {
          journal.truncate(id, sequenceNr - keep);
          say(id + " cut " + (sequenceNr - keep));
        }
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
